// The tile layout: weights as nearly as int8 products with one scale per output and chunk of 512 inputs
// read them. 4-bit types keep their codes; a group's scale becomes a ratio to the chunk's scale, so that
//   int8 weight = round(ratio * (code - 8) / 8) + base,   weight = scale[output] * int8 weight
// takes four vector instructions for 64 weights. Q8_0 and Q6_K are stored as int8 weights, ready for use.
//
// Lossy: ratios and bases are rounded to 8 bits, and an int8 step is 1/126 of the largest weight of an
// output's chunk. The block layouts are there for exact sets (kernel_set.h).
//
// A panel is its chunks, a 4-bit chunk this, for groups g of 32 inputs:
//   f32 scales[16]; i8 ratios[16 g][16 outputs]; i8 bases[16 g][16 outputs], not in Q4_0;
//   codes[g][half][2][8 outputs][8 bytes]
// 8 bytes hold 16 inputs of one output, four 16-bit words of four signed nibbles: input 4 i + j is nibble
// i, from the top, of word j. The first of a pair of 64 bytes has outputs 0 1 4 5 8 9 12 13, the second the
// rest: packing the words of both to bytes then brings the outputs into order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "formats/tensor_type.h"
#include "kernels/chunk_groups.h"

namespace llada {

inline constexpr int kTileChunk = kLayoutChunk;
inline constexpr int kTileGroup = kLayoutGroup;
inline constexpr int kTileGroups = kTileChunk / kTileGroup;
inline constexpr int kTileOutputs = 16;

// int8 weights of a chunk: [input / 4][output][input % 4]; 64 inputs are one AMX tile.
struct alignas(64) TileWeights {
  std::int8_t rows[kTileChunk / 4][kTileOutputs][4];
  float scales[kTileOutputs];
};

struct alignas(64) NibbleHeader {
  float scales[kTileOutputs];
  std::int8_t ratios[kTileGroups][kTileOutputs];
};
struct alignas(64) NibbleBases {
  std::int8_t bases[kTileGroups][kTileOutputs];
};
inline constexpr std::size_t kNibbleGroupBytes = 256;  // 16 outputs x 32 inputs

[[nodiscard]] bool has_tile_layout(TensorType type);
// Of a panel of 16 outputs x `inputs`.
[[nodiscard]] std::size_t tile_panel_bytes(TensorType type, int inputs);

// rows[output]: the source row's blocks, null for an output that does not exist. out is 64-byte aligned,
// tile_panel_bytes(type, inputs) long.
void pack_tile_panel(TensorType type, std::span<const std::byte* const, 16> rows, int inputs, std::byte* out);

// The weights of one output as the products see them; values.size() == inputs.
void unpack_tile_row(TensorType type, const std::byte* panel, int output, std::span<float> values);

}  // namespace llada
