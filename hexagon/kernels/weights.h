// Weights of 32 outputs x up to 512 inputs, from two panels of 16 outputs in the host's lane layout
// (src/kernels/lane_layout.h), as unsigned bytes ready for vrmpy, with their scales as 31-bit fractions of
// a power of two per output, so that a chunk's sums are sums of integers.
//
// The lane layout of a block of 32 inputs: 16 scales in f16, then units of 4 bytes, unit by unit, output by
// output. Q8_0: unit u is inputs 4 u to 4 u + 3. Q4_0: 4 units, inputs 4 u in the low nibbles and 16 + 4 u in
// the high ones.
#pragma once

#include "kernels/activations.h"

namespace llada::dsp {

inline constexpr int kTileOutputs = 32;
inline constexpr int kPanelOutputs = 16;

enum class WeightType : uint32_t { kQ4_0 = 2, kQ8_0 = 8 };  // GGUF numbers

constexpr bool is_known(uint32_t type) { return type == 2 || type == 8; }
// Of 16 outputs x 32 inputs.
constexpr uint32_t group_bytes(WeightType type) { return type == WeightType::kQ8_0 ? 544 : 288; }
// weight = scale (code - offset)
constexpr int code_offset(WeightType type) { return type == WeightType::kQ8_0 ? 128 : 8; }

struct alignas(128) WeightChunk {
  uint8_t codes[kChunkUnits][kVecBytes];  // [unit][output][input % 4]
  Vec ratios[kChunkGroups];               // scale of a group = ratio 2^(exponent - 45)
  Vec exponent;
};

// `groups` groups from two panels that lie where `first` and `second` point.
void decode_chunk(WeightType type, const uint8_t* first, const uint8_t* second, int groups, WeightChunk& out);

}  // namespace llada::dsp
