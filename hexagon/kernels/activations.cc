#include "kernels/activations.h"

#include "kernels/vector_float.h"

namespace llada::dsp {
namespace {

constexpr float kSmallestLargest = 1e-30f;  // below it a row counts as zero

// Bits of the largest magnitude; f32 magnitudes are ordered as their bits are.
int32_t largest_bits(const float* x, int count) {
  Vec largest = splat(0);
  for (int at = 0; at < count; at += kLanes) largest = larger(largest, load(x + at) & splat(0x7fffffff));
  return first_lane(largest_of_lanes(largest));
}

// round(x factor) as integers of magnitude up to kLargestCode.
Vec codes_of(const float* x, VecFloat factor) {
  const VecFloat scaled = multiply(load_float(x), factor);
  const Vec doubled = shift_right(scaled.mantissa, smaller(splat(29) - scaled.exponent, splat(31)));
  const Vec code = shift_right(doubled + splat(1), 1);
  return larger(splat(-kLargestCode), smaller(splat(kLargestCode), code));
}

void store_group(Vec code, int bits, int group, int row, ActivationBlock& out) {
  const Vec high = shift_right(code + splat(128), 8);
  if (bits == 8) code = shift_left(high, 8);
  const Vec low = code - shift_left(high, 8);
  const Vec halves = Q6_Vh_vpacke_VwVw(low, high);
  alignas(128) int32_t words[kLanes];
  store(words, Q6_Vb_vpacke_VhVh(halves, halves));
  for (int unit = 0; unit < kGroupInputs / 4; ++unit) {
    out.codes[group * 8 + unit][0][row] = words[unit];
    out.codes[group * 8 + unit][1][row] = words[8 + unit];
  }
  out.sums[group][row] = first_lane(sum_of_lanes(code));
}

}  // namespace

bool quantise_row(const float* x, int count, int bits, int row, ActivationBlock& out) {
  const int32_t most = largest_bits(x, count);
  float largest;
  __builtin_memcpy(&largest, &most, sizeof largest);
  const bool finite = most < 0x7f800000, zero = !finite || largest < kSmallestLargest;
  out.scales[row] = zero ? 0.0f : largest / static_cast<float>(kLargestCode);
  const VecFloat factor = splat_float(zero ? 0.0f : static_cast<float>(kLargestCode) / largest);
  for (int group = 0; group < count / kGroupInputs; ++group) {
    const Vec code = zero ? splat(0) : codes_of(x + group * kGroupInputs, factor);
    store_group(code, bits, group, row, out);
  }
  return finite;
}

}  // namespace llada::dsp
