#include "kernels/arm/lanes_neon.h"
#include "kernels/arm/tables.h"
#include "kernels/simd/tables.h"

namespace llada::simd {

constinit const ProductTable kProductsI8mm = int8_products<NeonI8mm>();

}  // namespace llada::simd
