#include "kernels/simd/tables.h"
#include "kernels/x86/lanes_avx2.h"
#include "kernels/x86/tables.h"

namespace llada::simd {

constinit const ProductTable kProductsAvx2 = f32_products<Avx2>();

}  // namespace llada::simd
