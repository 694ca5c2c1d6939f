// The one f32 inner loop: R rows against 16 columns. The products, the scores and the weighted values of
// attention all run on it. The distance between x rows is a constant, so that R rows need one address
// register: with a variable one, spilled addresses take a third of the loads.
#pragma once

#include "kernels/simd/chunks.h"

namespace llada::simd {

// Terms of a row tile: sum over k < count of x[row][k] * w[k][lane].
struct RowTile {
  const float* w;            // [count][w_stride], 16 lanes used
  std::ptrdiff_t w_stride;
  const float* x;            // [R][kStride]
  int count;
};

// Even and odd terms are summed apart: two chains hide the latency of the multiply-add when R is small,
// and the order is the same for every R.
template <Lanes L, int kStride, int R>
[[gnu::always_inline]] inline void tile_sums(const RowTile& tile, typename L::F32 (&sums)[R]) {
  typename L::F32 even[R], odd[R];
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) even[r] = odd[r] = L::set1(0.0f);
  const float* w = tile.w;
  const float* x = tile.x;
  int k = 0;
  for (; k + 2 <= tile.count; k += 2, w += 2 * tile.w_stride, x += 2) {
    const auto w0 = L::load(w), w1 = L::load(w + tile.w_stride);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) even[r] = L::fma(L::set1(x[r * kStride]), w0, even[r]);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) odd[r] = L::fma(L::set1(x[r * kStride + 1]), w1, odd[r]);
  }
  if (k < tile.count) {
    const auto w0 = L::load(w);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) even[r] = L::fma(L::set1(x[r * kStride]), w0, even[r]);
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) sums[r] = L::add(even[r], odd[r]);
}

// Where a row tile's 16 columns are added: [R][stride], `columns` of them exist.
struct TileTarget {
  float* y;
  std::ptrdiff_t stride;
  int columns;
};

template <Lanes L>
void add_columns(float* y, int columns, typename L::F32 sum) {
  if (columns == kLanes) return L::store(y, L::add(L::load(y), sum));
  alignas(64) float lanes[kLanes];
  L::store(lanes, sum);
  for (int column = 0; column < columns; ++column) y[column] += lanes[column];
}

template <Lanes L, int kStride, int R>
[[gnu::noinline]] void add_tile_of(const RowTile& tile, const TileTarget& to) {
  typename L::F32 sums[R];
  tile_sums<L, kStride>(tile, sums);
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) add_columns<L>(to.y + r * to.stride, to.columns, sums[r]);
}

// add_tile_of<L, kStride, rows> for a count known at run time, 1 <= rows <= Most.
template <Lanes L, int kStride, int Most = L::kTileRows>
void add_row_tile(int rows, const RowTile& tile, const TileTarget& to) {
  if (rows == Most) return add_tile_of<L, kStride, Most>(tile, to);
  if constexpr (Most > 1) add_row_tile<L, kStride, Most - 1>(rows, tile, to);
}

}  // namespace llada::simd
