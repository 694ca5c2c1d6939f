#include "kernels/simd/tables.h"
#include "kernels/x86/lanes_avx512.h"
#include "kernels/x86/tables.h"

namespace llada::simd {

constinit const ProductTable kProductsAvx512Vnni = int8_products<Avx512Vnni>();

void prepare_int8_avx512(const F32Chunk& x, Int8Chunk& out) { prepare_int8<Avx512>(x, out); }

}  // namespace llada::simd
