// The tables that the files compiled for one instruction set export.
#pragma once

#include "kernels/simd/raw_kernels.h"

namespace llada::simd {

// The loops of kernels/limit_probes.h.
std::uint64_t run_fma_neon(std::uint64_t rounds);
std::uint64_t run_dot_neon(std::uint64_t rounds);
std::uint64_t run_matrix_neon(std::uint64_t rounds);
std::uint32_t read_neon(const std::byte* bytes, std::size_t count);

extern const RowTable kRowsNeon;
extern const ProductTable kProductsNeon;
extern const ProductTable kProductsDotprod;
extern const ProductTable kProductsI8mm;
void prepare_int8_neon(const F32Chunk& x, Int8Chunk& out);

}  // namespace llada::simd
