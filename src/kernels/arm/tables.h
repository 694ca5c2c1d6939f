// The tables that the files compiled for one instruction set export.
#pragma once

#include "kernels/simd/raw_kernels.h"

namespace llada::simd {

extern const RowTable kRowsNeon;
extern const ProductTable kProductsNeon;
extern const ProductTable kProductsDotprod;
void prepare_int8_neon(const F32Chunk& x, Int8Chunk& out);

}  // namespace llada::simd
