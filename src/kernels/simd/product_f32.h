// f32 products: each panel chunk is decoded once and all rows pass over it, a register block of rows at a
// time. An output is the f32 sum of its chunks' sums, in order.
#pragma once

#include "kernels/simd/decode_f32.h"
#include "kernels/simd/panels.h"
#include "kernels/simd/row_tile.h"

namespace llada::simd {

template <Lanes L>
void add_f32_chunk(const Product& call, RowRange range, const float* weights, int chunk, int inputs,
                   PanelSums& out) {
  const F32Chunk* x = call.x.f32 + static_cast<std::ptrdiff_t>(chunk) * call.x.rows + range.begin;
  for_row_blocks<L::kTileRows>(range.end - range.begin, [&](int row, int rows) {
    add_row_tile<L, kChunk>(rows, RowTile{weights, kLanes, x[row].values, inputs},
                            TileTarget{out.sums[row], kLanes, kLanes});
  });
}

template <Lanes L, class Source>
void multiply_f32(const Product& call) {
  alignas(64) float scratch[kChunk * kLanes];
  for_panel_chunks<L>(call, sizeof(F32Chunk), [&](const std::uint8_t* panel, RowRange rows, int chunk,
                                                  int inputs, PanelSums& sums) {
    add_f32_chunk<L>(call, rows, Source::chunk(panel, chunk, inputs, scratch), chunk, inputs, sums);
  });
}

// Copies columns of one row into its chunk, zeros past `count`.
template <Lanes L>
void prepare_f32(const float* x, int count, F32Chunk& out) {
  int k = 0;
  for (; k + kLanes <= count; k += kLanes) L::store(out.values + k, L::load(x + k));
  for (; k < kChunk; ++k) out.values[k] = k < count ? x[k] : 0.0f;
}

}  // namespace llada::simd
