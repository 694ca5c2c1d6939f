#include "kernels/simd/tables.h"
#include "kernels/x86/lanes_avx512.h"
#include "kernels/x86/tables.h"

namespace llada::simd {

constinit const ProductTable kProductsAvx512 = f32_products<Avx512>();

}  // namespace llada::simd
