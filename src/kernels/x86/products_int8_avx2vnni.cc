#include "kernels/simd/tables.h"
#include "kernels/x86/lanes_avx2.h"
#include "kernels/x86/tables.h"

namespace llada::simd {

constinit const ProductTable kProductsAvx2Vnni = int8_products<Avx2Vnni>();

void prepare_int8_avx2(const F32Chunk& x, Int8Chunk& out) { prepare_int8<Avx2>(x, out); }

}  // namespace llada::simd
