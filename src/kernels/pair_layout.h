// The pair layout: 4-bit weights for products that sum two groups of 32 inputs side by side. Codes stay
// unsigned; a group's scale and base (its value at code 8) become 16-bit ratios to one f32 scale per output
// and chunk of 512 inputs, which is as small as 32-bit sums allow:
//   weight = scale[output] * (ratio * (code - 8) + base),   ratio about 12 bits
// so that a chunk's product with int8 activations is a sum of integers.
//
// A panel is its chunks, a chunk this, for pairs p of groups (the last group may have none beside it):
//   f32 scales[16]; i16 ratios[8 p][16 outputs][2 groups]; i16 bases[8 p][16 outputs][2], not in Q4_0;
//   codes[p][8 steps][64 bytes]
// A step is 4 inputs of either group. Its byte 8 s + 4 g + i is input i of group g: in the low nibble of the
// s-th of outputs 0 1 4 5 8 9 12 13, in the high nibble of the s-th of the others. Packing the 32-bit sums
// of both to 16 bits then brings the outputs into order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "formats/tensor_type.h"
#include "kernels/chunk_groups.h"

namespace llada {

inline constexpr int kPairInputs = 2 * kLayoutGroup;
inline constexpr int kChunkPairs = kLayoutChunk / kPairInputs;
inline constexpr int kPairSteps = kLayoutGroup / 4;
inline constexpr int kPairOutputs = 16;

struct alignas(64) PairRatios {
  std::int16_t of[kChunkPairs][kPairOutputs][2];
};
struct alignas(64) PairHeader {
  float scales[kPairOutputs];
  PairRatios ratios;
};
using PairCodes = std::uint8_t[kPairSteps][64];

static constexpr int pairs_of(int inputs) { return (inputs + kPairInputs - 1) / kPairInputs; }

// The linear 4-bit types: Q4_0, Q4_1, Q4_K.
[[nodiscard]] bool has_pair_layout(TensorType type);
// Of a panel of 16 outputs x `inputs`.
[[nodiscard]] std::size_t pair_panel_bytes(TensorType type, int inputs);

// rows[output]: the source row's blocks, null for an output that does not exist. out is 64-byte aligned,
// pair_panel_bytes(type, inputs) long.
void pack_pair_panel(TensorType type, std::span<const std::byte* const, 16> rows, int inputs, std::byte* out);

// The weights of one output as the products see them; values.size() == inputs.
void unpack_pair_row(TensorType type, const std::byte* panel, int output, std::span<float> values);

}  // namespace llada
