// The products of 8 rows of activations with 32 outputs' weights: what nearly all of a step's time goes to.
#pragma once

#include "kernels/activations.h"
#include "kernels/vector_float.h"
#include "kernels/weights.h"

namespace llada::dsp {

// out[row] = sum over groups of ratio x (codes of weights - offset) x codes of activations, in 32-bit lanes
// by output, for one chunk. A group's sum is below 2^27 (32 inputs, 128, 127 256), times a ratio below 1, so
// 16 groups stay below 2^31.
void multiply_chunk_16(const WeightChunk& w, const ActivationBlock& x, int groups, int offset, Vec* out);
// The same where the low bytes of activations are zero.
void multiply_chunk_8(const WeightChunk& w, const ActivationBlock& x, int groups, int offset, Vec* out);

// What a lane of `sums` stands for, of a row with this scale.
inline VecFloat product_value(Vec sums, Vec weight_exponent, float scale) {
  return normalise(multiply(normalise({sums, weight_exponent + splat(16)}), splat_float(scale)));
}

}  // namespace llada::dsp
