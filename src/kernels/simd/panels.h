// The loops around a product: panels of 16 outputs, row groups that share a panel's decoding, register
// blocks of rows.
#pragma once

#include "kernels/simd/chunks.h"

namespace llada::simd {

// body(row, rows) for each register block of [0, count), as even as possible.
template <int kMostRows, class Body>
void for_row_blocks(int count, Body body) {
  const int blocks = row_blocks(count, kMostRows);
  for (int block = 0; block < blocks; ++block) {
    const int row = row_block_begin(count, blocks, block);
    body(row, row_block_begin(count, blocks, block + 1) - row);
  }
}

template <Lanes L>
void clear_sums(PanelSums& out, int rows) {
  for (int row = 0; row < rows; ++row) L::store(out.sums[row], L::set1(0.0f));
}

template <Lanes L>
void store_panel(const PanelSums& from, RowRange rows, const Product& call, std::size_t panel) {
  const int first = static_cast<int>(panel) * kLanes;
  const int columns = smaller(kLanes, call.outputs - first);
  for (int row = rows.begin; row < rows.end; ++row) {
    const float* sums = from.sums[row - rows.begin];
    float* y = call.y + row * call.y_stride + first;
    if (columns == kLanes) {
      L::store(y, L::load(sums));
    } else {
      for (int column = 0; column < columns; ++column) y[column] = sums[column];
    }
  }
}

// body(panel bytes, rows, sums) adds a panel's sums for a group of rows.
template <Lanes L, class Body>
void for_panels(const Product& call, Body body) {
  PanelSums sums;
  for (std::size_t panel = call.begin; panel < call.end; ++panel) {
    for (int row = 0; row < call.x.rows; row += kSharingRows) {
      const RowRange rows{row, smaller(row + kSharingRows, call.x.rows)};
      clear_sums<L>(sums, rows.end - rows.begin);
      body(call.weights + panel * call.panel_bytes, rows, sums);
      store_panel<L>(sums, rows, call, panel);
    }
  }
}

}  // namespace llada::simd
