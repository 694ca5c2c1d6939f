#include "kernels/products.h"

namespace llada::dsp {
namespace {

// Registers of a main loop: 8 or 16 sums, one vector of weights; the 8 or 16 words of activations are scalar.
template <int Passes>
[[gnu::always_inline]] inline void multiply_chunk(const WeightChunk& w, const ActivationBlock& x, int groups,
                                                  int offset, Vec* out) {
  Vec totals[kBlockRows];
#pragma clang loop unroll(full)
  for (int row = 0; row < kBlockRows; ++row) totals[row] = Q6_V_vzero();
  for (int group = 0; group < groups; ++group) {
    Vec high[kBlockRows], low[kBlockRows];
#pragma clang loop unroll(full)
    for (int row = 0; row < kBlockRows; ++row) high[row] = low[row] = Q6_V_vzero();
    const auto* weights = reinterpret_cast<const Vec*>(w.codes[group * 8]);
    const auto* codes = x.codes + group * 8;
#pragma clang loop unroll(disable)
    for (int unit = 0; unit < 8; ++unit) {
      const Vec weight = weights[unit];
#pragma clang loop unroll(full)
      for (int row = 0; row < kBlockRows; ++row) {
        high[row] = Q6_Vw_vrmpyacc_VwVubRb(high[row], weight, codes[unit][0][row]);
        if constexpr (Passes == 2) low[row] = Q6_Vw_vrmpyacc_VwVubRb(low[row], weight, codes[unit][1][row]);
      }
    }
    const Vec ratio = w.ratios[group];
#pragma clang loop unroll(full)
    for (int row = 0; row < kBlockRows; ++row) {
      const Vec sum = shift_left(high[row], 8) + low[row] - splat(offset * x.sums[group][row]);
      totals[row] = totals[row] + multiply_q31(sum, ratio);
    }
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < kBlockRows; ++row) out[row] = totals[row];
}

}  // namespace

void multiply_chunk_16(const WeightChunk& w, const ActivationBlock& x, int groups, int offset, Vec* out) {
  multiply_chunk<2>(w, x, groups, offset, out);
}

void multiply_chunk_8(const WeightChunk& w, const ActivationBlock& x, int groups, int offset, Vec* out) {
  multiply_chunk<1>(w, x, groups, offset, out);
}

}  // namespace llada::dsp
