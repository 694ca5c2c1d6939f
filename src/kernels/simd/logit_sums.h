// Softmax statistics of a run of logits in two passes: the two largest, then the sums.
#pragma once

#include "kernels/logit_sums.h"
#include "kernels/simd/exp.h"
#include "kernels/simd/rows.h"

namespace llada::simd {

inline constexpr int kScanned = 4 * kLanes;  // logits whose largest is compared before they are looked at

// 0 x is 0 for finite x alone.
template <Lanes L>
bool all_finite(const float* logits, int count) {
  auto zero = L::set1(0.0f);
  int i = 0;
  for (; i + kLanes <= count; i += kLanes) zero = L::fma(L::load(logits + i), L::set1(0.0f), zero);
  for (; i < count; ++i) zero = L::add(zero, L::set1(logits[i] * 0.0f));
  return L::reduce_add(zero) == 0.0f;
}

static inline void consider(const float* logits, int begin, int end, LogitSums& out) {
  for (int i = begin; i < end; ++i) {
    if (out.top < 0 || logits[i] > logits[out.top]) {
      out.second = out.top;
      out.top = i;
    } else if (out.second < 0 || logits[i] > logits[out.second]) {
      out.second = i;
    }
  }
}

template <Lanes L>
void find_largest(const float* logits, int count, LogitSums& out) {
  int i = 0;
  for (; i + kScanned <= count; i += kScanned) {
    const auto low = L::max(L::load(logits + i), L::load(logits + i + kLanes));
    const auto high = L::max(L::load(logits + i + 2 * kLanes), L::load(logits + i + 3 * kLanes));
    const float largest = L::reduce_max(L::max(low, high));
    if (out.second >= 0 && largest <= logits[out.second]) continue;
    consider(logits, i, i + kScanned, out);
  }
  consider(logits, i, count, out);
}

// The top logit's own term is left out of the lanes and added in f64: beside it, f32 would round the
// others away just where they matter, near probability 1. A logit 200 below the largest counts nothing.
template <Lanes L>
void sum_lanes(const float* logits, int count, LogitSums& out) {
  constexpr float kNothing = 200.0f;
  const float largest = logits[out.top];
  const auto shift = L::set1(largest);
  auto sum = L::set1(0.0f), weighted = sum;
  const auto add = [&](typename L::F32 values) {
    const auto below = L::sub(values, shift);
    const auto weight = exp<L>(below);
    sum = L::add(sum, weight);
    weighted = L::fma(below, weight, weighted);
  };
  const int own = out.top / kLanes * kLanes;
  for (int i = 0; i < count; i += kLanes) {
    if (i != own && i + kLanes <= count) {
      add(L::load(logits + i));
      continue;
    }
    alignas(64) float lanes[kLanes];
    for (int lane = 0; lane < kLanes; ++lane) {
      const bool counts = i + lane < count && i + lane != out.top;
      lanes[lane] = counts ? logits[i + lane] : largest - kNothing;
    }
    add(L::load(lanes));
  }
  out.sum = 1.0 + static_cast<double>(L::reduce_add(sum));
  out.weighted = static_cast<double>(L::reduce_add(weighted));
}

template <Lanes L>
LogitSums logit_sums(const float* logits, int count) {
  LogitSums out;
  if (count == 0 || !all_finite<L>(logits, count)) return out;
  out.finite = true;
  find_largest<L>(logits, count, out);
  sum_lanes<L>(logits, count, out);
  return out;
}

}  // namespace llada::simd
