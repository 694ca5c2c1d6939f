#include "kernels/arm/lanes_neon.h"
#include "kernels/arm/tables.h"
#include "kernels/simd/tables.h"

namespace llada::simd {

constinit const ProductTable kProductsNeon = f32_products<Neon>();

}  // namespace llada::simd
