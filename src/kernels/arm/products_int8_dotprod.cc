#include "kernels/arm/lanes_neon.h"
#include "kernels/arm/tables.h"
#include "kernels/simd/tables.h"

namespace llada::simd {

constinit const ProductTable kProductsDotprod = int8_products<NeonDotprod>();

void prepare_int8_neon(const F32Chunk& x, Int8Chunk& out) { prepare_int8<Neon>(x, out); }

}  // namespace llada::simd
