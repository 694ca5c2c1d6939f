// Activations as the products read them: integers with one scale per row and chunk of 512 inputs, in two
// signed bytes (15 bits and sign) or one. Eight rows lie together, so that one vector of weights meets
// eight scalars.
#pragma once

#include "kernels/hvx.h"

namespace llada::dsp {

inline constexpr int kChunkInputs = 512;  // as many as 32-bit sums of 16-bit activations and 8-bit weights allow
inline constexpr int kGroupInputs = 32;   // that share a scale of the weights
inline constexpr int kChunkGroups = kChunkInputs / kGroupInputs;
inline constexpr int kChunkUnits = kChunkInputs / 4;  // a unit: 4 inputs, a 32-bit word of codes
inline constexpr int kBlockRows = 8;
inline constexpr int kPasses = 2;  // value = scale (256 high + low)
inline constexpr int kLargestCode = 127 * 256;

struct alignas(128) ActivationBlock {
  int32_t codes[kChunkUnits][kPasses][kBlockRows];  // a word is the codes of 4 inputs
  int32_t sums[kChunkGroups][kBlockRows];           // of a group's 32 codes
  float scales[kBlockRows];
};

// One row's `count` <= 512 inputs, a multiple of 32. `bits`: 16 or 8. False: a value is not finite.
bool quantise_row(const float* x, int count, int bits, int row, ActivationBlock& out);

}  // namespace llada::dsp
