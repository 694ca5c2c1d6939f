// e^x in f32 lanes.
#pragma once

#include "kernels/simd/lanes.h"

namespace llada::simd {

// 2^n for -252 <= n <= 254 as a product of two normal numbers, so that subnormal and infinite results of
// x * 2^n round once.
template <Lanes L>
typename L::F32 scale_by_power(typename L::F32 x, typename L::I32 n) {
  const auto bias = L::set1_i32(127);
  // floor(n / 2): shift_right is unsigned, so n is made positive first (n + 256 is even when n is).
  const auto half = L::sub_i32(L::template shift_right<1>(L::add_i32(n, L::set1_i32(256))),
                               L::set1_i32(128));
  const auto first = L::as_f32(L::template shift_left<23>(L::add_i32(half, bias)));
  const auto rest = L::as_f32(L::template shift_left<23>(L::add_i32(L::sub_i32(n, half), bias)));
  return L::mul(L::mul(x, first), rest);
}

// x = n ln 2 + r with |r| <= ln 2 / 2 (ln 2 in two parts, Cody and Waite), e^x = 2^n e^r, and
// e^r = 1 + r + r^2 q(r). q is the minimax polynomial of degree 4 for the relative error of e^r over
// that interval, found by Remez exchange in 60-digit arithmetic; it is 3.1e-9, far below the 6e-8 of f32
// rounding, so the result is within 1.2e-7 relative (tested over all f32 in range). e^x is 0 below -104
// (under half the least subnormal), infinite above 88.73; NaN stays NaN.
template <Lanes L>
typename L::F32 exp(typename L::F32 x) {
  const auto clamped = L::max(L::set1(-105.0f), L::min(L::set1(89.0f), x));
  const auto n = L::to_i32(L::mul(clamped, L::set1(1.44269504f)));
  const auto whole = L::to_f32(n);
  const auto coarse = L::fma(whole, L::set1(-0x1.62e43p-1f), clamped);
  const auto r = L::fma(whole, L::set1(0x1.05c61p-29f), coarse);
  auto q = L::set1(0.001381454017f);
  q = L::fma(q, r, L::set1(0.008368745108f));
  q = L::fma(q, r, L::set1(0.041668390783f));
  q = L::fma(q, r, L::set1(0.166665203990f));
  q = L::fma(q, r, L::set1(0.499999934321f));
  const auto power = L::fma(L::mul(r, r), q, L::add(r, L::set1(1.0f)));
  return scale_by_power<L>(power, n);
}

}  // namespace llada::simd
