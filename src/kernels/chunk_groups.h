// The blocks of a source row, by chunks of 512 inputs: what the layouts with a scale per chunk are packed
// from (tile_layout.h, pair_layout.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "formats/quant.h"

namespace llada {

inline constexpr int kLayoutChunk = 512;  // inputs that share a scale per output
inline constexpr int kLayoutGroup = 32;   // inputs that share a ratio to it
inline constexpr int kLayoutGroups = kLayoutChunk / kLayoutGroup;

// Where the blocks of a row from input `input` on begin.
[[nodiscard]] const std::byte* blocks_from(TensorType type, const std::byte* row, int input);

// Those of one output's chunk of a 4-bit type; groups that do not exist are zero.
struct ChunkGroups {
  std::array<QuantGroup, kLayoutGroups> groups;
  int count = 0;
};
// Of inputs [first, first + inputs).
[[nodiscard]] ChunkGroups read_groups(TensorType type, const std::byte* row, int first, int inputs);

// 1 / scale; 0 where that is not finite.
[[nodiscard]] float inverse_of(float scale);

// visit(first input, inputs, offset of the chunk's bytes) for every chunk; bytes(inputs) of a chunk.
// Returns the bytes of all.
template <class Bytes, class Visit>
std::size_t for_layout_chunks(int inputs, Bytes bytes, Visit visit) {
  std::size_t offset = 0;
  for (int first = 0; first < inputs; first += kLayoutChunk) {
    const int count = std::min(kLayoutChunk, inputs - first);
    visit(first, count, offset);
    offset += bytes(count);
  }
  return offset;
}

}  // namespace llada
