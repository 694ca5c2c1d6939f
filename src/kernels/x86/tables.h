// The tables that the files compiled for one instruction set export.
#pragma once

#include "kernels/simd/raw_kernels.h"

namespace llada::simd {

extern const RowTable kRowsAvx2;
extern const ProductTable kProductsAvx2;
extern const ProductTable kProductsAvx2Vnni;
void prepare_int8_avx2(const F32Chunk& x, Int8Chunk& out);

extern const RowTable kRowsAvx512;
extern const ProductTable kProductsAvx512;
extern const ProductTable kProductsAvx512Vnni;
void prepare_int8_avx512(const F32Chunk& x, Int8Chunk& out);

}  // namespace llada::simd
