// Activations as the VNNI products of `avx512-vnni` read them: int8, one f32 scale per row and chunk of 512
// inputs, permuted within each 64 inputs as the codes of the pair layout are (pair_layout.h).
#pragma once

#include "kernels/pair_layout.h"
#include "kernels/x86/tile_activations.h"

namespace llada::simd {

static_assert(kPairInputs == kTileInputs);

struct alignas(64) PairActivations {
  std::int8_t codes[kChunkPairs][kTileRows][kPairInputs];  // [pair][row][step][group][input % 4]
  // Of a group's 32 codes, negative and times the 8 that codes of weights are too large by.
  std::int32_t starts[kChunkPairs][kTileRows][2];
  std::int16_t sums[kChunkPairs][kTileRows][2];
  // Of all codes, times -128: for int8 weights that are kept plus 128.
  std::int32_t column_starts[kTileRows];
  float scales[kTileRows];
};

// Inputs 4 unit to 4 unit + 3 of the 64: where their codes lie.
constexpr int unit_offset(int unit) { return unit % kPairSteps * 8 + unit / kPairSteps * 4; }

inline constexpr int kHalfTile = kTileRows / 2;  // rows of a register block

// body(row, rows) for the register blocks of a tile's `count` rows: one, or two as even as possible.
template <class Body>
void for_half_tiles(int count, Body body) {
  const int second = count > kHalfTile ? count / 2 : 0;
  body(0, count - second);
  if (second > 0) body(count - second, second);
}

// Of all tiles of so many rows.
constexpr int half_tiles_of(int rows) {
  const int last = rows % kTileRows;
  return rows / kTileRows * 2 + (last > kHalfTile ? 2 : last > 0 ? 1 : 0);
}

}  // namespace llada::simd
