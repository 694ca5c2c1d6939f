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

// visit(sums of a row, the row's part of y, columns that exist)
template <Lanes L, class Visit>
void for_panel_rows(const Product& call, RowRange rows, std::size_t panel, Visit visit) {
  const int first = static_cast<int>(panel) * kLanes;
  for (int row = rows.begin; row < rows.end; ++row) {
    visit(row - rows.begin, call.y + row * call.y_stride + first, smaller(kLanes, call.outputs - first));
  }
}

template <Lanes L>
void store_panel(const PanelSums& from, RowRange rows, const Product& call, std::size_t panel) {
  for_panel_rows<L>(call, rows, panel, [&from](int row, float* y, int columns) {
    if (columns == kLanes) return L::store(y, L::load(from.sums[row]));
    for (int column = 0; column < columns; ++column) y[column] = from.sums[row][column];
  });
}

// What store_panel stored; zeros in columns that do not exist.
template <Lanes L>
void load_panel(const Product& call, RowRange rows, std::size_t panel, PanelSums& out) {
  for_panel_rows<L>(call, rows, panel, [&out](int row, const float* y, int columns) {
    if (columns == kLanes) return L::store(out.sums[row], L::load(y));
    for (int column = 0; column < kLanes; ++column) out.sums[row][column] = column < columns ? y[column] : 0.0f;
  });
}

// Activations that all panels pass over should stay in the second-level cache: so many bytes at a time
// (half of 2 MiB). Longer inputs are cut, and y holds the sums in between: exactly, so that the cut does
// not show in the result.
inline constexpr int kActivationBytes = 1 << 20;

// Chunks that `rows` rows may have at a time, given the bytes of one row's chunk.
static constexpr int chunks_at_a_time(int rows, std::size_t row_chunk_bytes) {
  const int count = kActivationBytes / (rows * static_cast<int>(row_chunk_bytes));
  return count < 1 ? 1 : count;
}

// Chunks [begin, end) along the inputs.
struct ChunkRange {
  int begin;
  int end;
};

// visit(rows, chunks) for every group of rows and every cut of the inputs.
template <Lanes L, class Visit>
void for_cuts(const Product& call, int chunks, std::size_t row_chunk_bytes, Visit visit) {
  for (int row = 0; row < call.x.rows; row += kSharingRows) {
    const RowRange rows{row, smaller(row + kSharingRows, call.x.rows)};
    const int step = chunks_at_a_time(rows.end - rows.begin, row_chunk_bytes);
    for (int chunk = 0; chunk < chunks; chunk += step) {
      visit(rows, ChunkRange{chunk, smaller(chunk + step, chunks)});
    }
  }
}

// body(panel's bytes, rows, chunk, its inputs, sums) adds one chunk of a panel to the sums of a group of
// rows.
template <Lanes L, class Body>
void for_panel_chunks(const Product& call, std::size_t row_chunk_bytes, Body body) {
  PanelSums sums;
  for_cuts<L>(call, chunks_of(call.inputs), row_chunk_bytes, [&](RowRange rows, ChunkRange chunks) {
    for (std::size_t panel = call.begin; panel < call.end; ++panel) {
      if (chunks.begin == 0) clear_sums<L>(sums, rows.end - rows.begin);
      if (chunks.begin > 0) load_panel<L>(call, rows, panel, sums);
      for (int chunk = chunks.begin; chunk < chunks.end; ++chunk) {
        body(call.weights + panel * call.panel_bytes, rows, chunk, smaller(kChunk, call.inputs - chunk * kChunk),
             sums);
      }
      store_panel<L>(sums, rows, call, panel);
    }
  });
}

}  // namespace llada::simd
