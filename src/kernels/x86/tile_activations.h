// Activations as the tile products read them: int8, one f32 scale per row and chunk of 512 inputs.
//
// Why not one scale per row: an outlier then spoils the resolution of its own chunk only. A chunk's exact
// sums are turned to f32 once per 512 inputs, against 512 cycles of tile products.
#pragma once

#include "kernels/simd/chunks.h"
#include "kernels/tile_layout.h"

namespace llada::simd {

static_assert(128 * 127 * kTileChunk < 1 << 24);  // so a chunk's sums are exact in f32
inline constexpr int kTileInputs = 64;   // of one tile
inline constexpr int kTileRows = 16;     // rows of one tile
inline constexpr int kTileSteps = kTileChunk / kTileInputs;

// [step][row][input]: each tile is contiguous. Rows past the last are never stored to y.
struct TileActivations {
  std::int8_t codes[kTileSteps][kTileRows][kTileInputs];
  float scales[kTileRows];
};

static constexpr int tile_steps(int inputs) { return (inputs + kTileInputs - 1) / kTileInputs; }
static constexpr int tile_chunks_of(int inputs) { return (inputs + kTileChunk - 1) / kTileChunk; }
static constexpr int row_tiles_of(int rows) { return (rows + kTileRows - 1) / kTileRows; }

// Prepared activations are tiles [chunk][row tile], then F32Chunk [chunk of 256][row] for
// float weights.
template <class Tile>
constexpr std::size_t tile_activation_bytes(int rows, int inputs) {
  return sizeof(Tile) * static_cast<std::size_t>(tile_chunks_of(inputs)) *
         static_cast<std::size_t>(row_tiles_of(rows));
}

}  // namespace llada::simd
