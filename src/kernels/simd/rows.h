// What happens to a row between the products: normalisation, SwiGLU, addition, rotary positions.
#pragma once

#include "kernels/simd/chunks.h"
#include "kernels/simd/exp.h"

namespace llada::simd {

// The last `count` < 16 elements of a row, zeros behind them.
template <Lanes L>
typename L::F32 load_tail(const float* x, int count) {
  alignas(64) float lanes[kLanes] = {};
  for (int i = 0; i < count; ++i) lanes[i] = x[i];
  return L::load(lanes);
}
template <Lanes L>
void store_tail(float* y, int count, typename L::F32 value) {
  alignas(64) float lanes[kLanes];
  L::store(lanes, value);
  for (int i = 0; i < count; ++i) y[i] = lanes[i];
}

// y[i] = f(a[i], b[i]); y may be a or b.
template <Lanes L, class F>
void map_row(const float* a, const float* b, float* y, int count, F f) {
  int i = 0;
  for (; i + kLanes <= count; i += kLanes) L::store(y + i, f(L::load(a + i), L::load(b + i)));
  if (i < count) {
    const int rest = count - i;
    store_tail<L>(y + i, rest, f(load_tail<L>(a + i, rest), load_tail<L>(b + i, rest)));
  }
}

template <Lanes L>
float sum_of_squares(const float* x, int count) {
  auto even = L::set1(0.0f), odd = L::set1(0.0f);
  int i = 0;
  for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
    const auto a = L::load(x + i), b = L::load(x + i + kLanes);
    even = L::fma(a, a, even);
    odd = L::fma(b, b, odd);
  }
  for (; i < count; i += kLanes) {
    const auto a = load_tail<L>(x + i, smaller(kLanes, count - i));
    even = L::fma(a, a, even);
  }
  return L::reduce_add(L::add(even, odd));
}

template <Lanes L>
void rms_norm(const float* x, const float* weight, float epsilon, float* y, int count) {
  const float mean = sum_of_squares<L>(x, count) / static_cast<float>(count);
  const auto scale = L::set1(1.0f / __builtin_sqrtf(mean + epsilon));
  map_row<L>(x, weight, y, count, [scale](auto a, auto w) { return L::mul(L::mul(a, scale), w); });
}

// gate / (1 + e^-gate) * up
template <Lanes L>
void swiglu(float* gate, const float* up, int count) {
  map_row<L>(gate, up, gate, count, [](auto g, auto u) {
    const auto denominator = L::add(L::set1(1.0f), exp<L>(L::sub(L::set1(0.0f), g)));
    return L::mul(L::div(g, denominator), u);
  });
}

template <Lanes L>
void add(float* x, const float* y, int count) {
  map_row<L>(x, y, x, count, [](auto a, auto b) { return L::add(a, b); });
}

// Plain loops: the compiler brings the shuffles for adjacent pairs.
template <Lanes L>
void rope_adjacent(float* head, const float* cos, const float* sin, int pairs) {
  for (int i = 0; i < pairs; ++i) {
    const float a = head[2 * i], b = head[2 * i + 1];
    head[2 * i] = a * cos[i] - b * sin[i];
    head[2 * i + 1] = a * sin[i] + b * cos[i];
  }
}

template <Lanes L>
void rope_halves(float* head, const float* cos, const float* sin, int pairs) {
  float* upper = head + pairs;
  for (int i = 0; i < pairs; ++i) {
    const float a = head[i], b = upper[i];
    head[i] = a * cos[i] - b * sin[i];
    upper[i] = a * sin[i] + b * cos[i];
  }
}

template <Lanes L>
void rope(float* head, const float* cos, const float* sin, int pairs, bool interleaved) {
  if (interleaved) return rope_adjacent<L>(head, cos, sin, pairs);
  rope_halves<L>(head, cos, sin, pairs);
}

}  // namespace llada::simd
