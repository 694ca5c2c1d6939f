// The shapes that products work in: both operands are cut along the inputs into chunks of 256, so that a
// panel's decoded chunk stays in the first-level cache while all rows pass over it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/simd/lanes.h"

namespace llada::simd {

inline constexpr int kChunk = 256;  // inputs: one K block, eight blocks of 32
// Rows that share one decoding of a panel; their sums are kept in 16 KiB of their own, because rows of y
// are often a multiple of 4 KiB apart and would fight for one set of the cache.
inline constexpr int kSharingRows = 256;

static constexpr int chunks_of(int inputs) { return (inputs + kChunk - 1) / kChunk; }
static constexpr int smaller(int a, int b) { return a < b ? a : b; }

// One chunk of a panel as unsigned codes with scale and minimum per group of 16 or 32 inputs:
// weight = scale * (code - offset) + min. `offset` is the format's; `mins` is unused by formats without.
struct alignas(64) CodeScales {
  float scales[kChunk / 16][kLanes];  // [group][output]
  float mins[kChunk / 16][kLanes];
};
struct alignas(64) CodeChunk {
  std::uint8_t codes[kChunk / 4][kLanes][4];  // [input / 4][output][input % 4]
  CodeScales by_group;
};

// One chunk of an activation row in f32; zeros past the last input.
struct F32Chunk {
  float values[kChunk];
};

// One chunk of an activation row in 8 bits: value = scales[input / 32] * codes[input].
struct Int8Chunk {
  std::int8_t codes[kChunk];
  float scales[kChunk / 32];
  std::int32_t sums32[kChunk / 32];  // of codes, per 32 inputs
  std::int32_t sums16[kChunk / 16];
  float scaled_sums32[kChunk / 32];  // scale * sum
  float scaled_sums16[kChunk / 16];
};

// One chunk of an activation row in bf16; zeros past the last input.
struct Bf16Chunk {
  std::uint16_t values[kChunk];
};

// Below, 1 / scale is not finite: codes are zero.
inline constexpr float kSmallestScale = 0x1p-126f;

// Prepared activations: chunks[chunk][row]; the int8 kernels keep both forms, int8 first, because float
// weights are multiplied in f32. The bf16 kernels keep bf16 alone.
struct Activations {
  const Int8Chunk* int8 = nullptr;
  const F32Chunk* f32 = nullptr;
  const Bf16Chunk* bf16 = nullptr;
  const std::byte* tiles = nullptr;  // x86/tile_activations.h
  int rows = 0;
};
// Rows [begin, end), at most kSharingRows.
struct RowRange {
  int begin;
  int end;
};

// One call of a product: panels [begin, end) of a lane-layout matrix against all rows.
struct Product {
  const std::uint8_t* weights = nullptr;
  std::size_t panel_bytes = 0;
  int inputs = 0;
  int outputs = 0;
  Activations x;
  float* y = nullptr;  // [rows][y_stride]
  std::ptrdiff_t y_stride = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Sums of one panel, zero at first.
struct alignas(64) PanelSums {
  float sums[kSharingRows][kLanes];  // [row][output]
};

// Rows are dealt to register blocks as evenly as possible: ceil(rows / most) blocks.
static constexpr int row_blocks(int rows, int most) { return (rows + most - 1) / most; }
static constexpr int row_block_begin(int rows, int blocks, int block) {
  return static_cast<int>(static_cast<std::int64_t>(rows) * block / blocks);
}

}  // namespace llada::simd
