// f32 products: each panel chunk is decoded once and all rows pass over it, a register block of rows at a
// time. An output is the f32 sum of its chunks' sums, in order.
#pragma once

#include "kernels/simd/decode_f32.h"
#include "kernels/simd/row_tile.h"

namespace llada::simd {

template <Lanes L>
void multiply_chunk(const Product& call, const float* weights, int chunk, int inputs, int first_output) {
  const F32Chunk* x = call.x.f32 + static_cast<std::ptrdiff_t>(chunk) * call.x.rows;
  const int blocks = row_blocks(call.x.rows, L::kTileRows);
  for (int block = 0; block < blocks; ++block) {
    const int row = row_block_begin(call.x.rows, blocks, block);
    const int rows = row_block_begin(call.x.rows, blocks, block + 1) - row;
    add_row_tile<L, kChunk>(rows, RowTile{weights, kLanes, x[row].values, inputs},
                            TileTarget{call.y + row * call.y_stride + first_output, call.y_stride,
                                       smaller(kLanes, call.outputs - first_output), chunk == 0});
  }
}

template <Lanes L, class Source>
void multiply_f32(const Product& call) {
  alignas(64) float scratch[kChunk * kLanes];
  for (std::size_t panel = call.begin; panel < call.end; ++panel) {
    const std::uint8_t* bytes = call.weights + panel * call.panel_bytes;
    for (int chunk = 0; chunk < chunks_of(call.inputs); ++chunk) {
      const int inputs = smaller(kChunk, call.inputs - chunk * kChunk);
      const float* weights = Source::chunk(bytes, chunk, inputs, scratch);
      multiply_chunk<L>(call, weights, chunk, inputs, static_cast<int>(panel) * kLanes);
    }
  }
}

// Copies columns of one row into its chunk, zeros past `count`.
template <Lanes L>
void prepare_f32(const float* x, int count, F32Chunk& out) {
  int k = 0;
  for (; k + kLanes <= count; k += kLanes) L::store(out.values + k, L::load(x + k));
  for (; k < kChunk; ++k) out.values[k] = k < count ? x[k] : 0.0f;
}

}  // namespace llada::simd
