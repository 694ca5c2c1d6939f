// The tables that the files compiled for one instruction set export.
#pragma once

#include "kernels/simd/raw_kernels.h"
#include "kernels/x86/pair_activations.h"

namespace llada::simd {

// The loops of kernels/limit_probes.h.
std::uint64_t run_fma_avx2(std::uint64_t rounds);
std::uint64_t run_dot_avx2vnni(std::uint64_t rounds);
std::uint64_t run_fma_avx512(std::uint64_t rounds);
std::uint64_t run_dot_avx512vnni(std::uint64_t rounds);
std::uint64_t run_dot_avx512bf16(std::uint64_t rounds);
std::uint64_t run_tiles_amx(std::uint64_t rounds);
std::uint32_t read_avx2(const std::byte* bytes, std::size_t count);
std::uint32_t read_avx512(const std::byte* bytes, std::size_t count);

extern const RowTable kRowsAvx2;
extern const ProductTable kProductsAvx2;
extern const ProductTable kProductsAvx2Vnni;
void prepare_int8_avx2(const F32Chunk& x, Int8Chunk& out);

extern const RowTable kRowsAvx512;
extern const ProductTable kProductsAvx512;
extern const ProductTable kProductsAvx512Vnni;
void prepare_int8_avx512(const F32Chunk& x, Int8Chunk& out);
extern const ProductTable kProductsAvx512Bf16;
// x: the first `count` <= 256 inputs of a row's chunk
void prepare_bf16_avx512(const float* x, int count, Bf16Chunk& out);

extern const ProductTable kProductsAvx512Columns;
// Its entries for the pair layout.
void multiply_pairs(const Product& call);
void multiply_pairs_with_bases(const Product& call);
// Of linear 4-bit types alone, with activations in two passes of int8.
extern const ProductTable kProductsAvx512VnniInt16;
extern const ProductTable kProductsAmx;
// Row `row` of a tile: `count` <= 512 values.
void prepare_tile_row(const float* x, int count, int row, TileActivations& out);
void prepare_pair_row(const float* x, int count, int row, PairActivations& out);
// Rows `row` and `row` + 1: the codes of the values, and those of what they miss of them.
void prepare_pair_rows(const float* x, int count, int row, PairActivations& out);
// The codes of `count` <= 512 values, zeros to the next multiple of 64; returns their scale.
float quantise_chunk(const float* x, int count, std::int8_t* codes);

}  // namespace llada::simd
