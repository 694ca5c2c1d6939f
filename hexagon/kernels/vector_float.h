// Floating point in HVX integer lanes: a mantissa and an exponent per lane, so that f32 data is computed on
// chips and emulators without float vectors (v66, v67). Chips from v68 on have them (qf32): this file and
// fixed_attention.cc are where they would go; nothing here uses them, since no emulator we have runs them.
//
// Results are within 2 units of f32's last place per operation. Subnormal numbers count as zero. Infinities
// and NaN come out as numbers of 2^128 or more, which pack() turns into infinity.
#pragma once

#include "kernels/hvx.h"

namespace llada::dsp {

// Value of a lane: mantissa 2^(exponent - 30), |mantissa| < 2^30; at least 2^29 where it is normalised.
struct VecFloat {
  Vec mantissa;
  Vec exponent;
};

inline VecFloat unpack(Vec bits) {
  const Vec sign = shift_right(bits, 31);
  const Vec exponent = shift_right_logical(bits, 23) & splat(255);
  const Vec fraction = shift_left((bits & splat(0x7fffff)) | splat(0x800000), 6);
  const Vec mantissa = choose(above(exponent, splat(0)), fraction, splat(0));
  return {(mantissa ^ sign) - sign, exponent - splat(126)};
}

inline VecFloat load_float(const float* at) { return unpack(load(at)); }

// Of a mantissa below 2^31 in magnitude, normalised or not; rounds to nearest.
inline Vec pack(VecFloat x) {
  const Vec all = magnitude(x.mantissa);
  const Vec zeros = Q6_Vuw_vcl0_Vuw(all);
  const Vec top = shift_left(all, zeros);
  const Vec rounded = shift_right_logical(shift_right_logical(top, 7) + splat(1), 1);
  Vec exponent = x.exponent + splat(128) - zeros;
  exponent = choose(equal(all, splat(0)), splat(0), exponent);
  Vec bits = shift_left(smaller(exponent, splat(255)) - splat(1), 23) + rounded;
  bits = choose(above(exponent, splat(254)), splat(0x7f800000), bits);
  bits = choose(above(exponent, splat(0)), bits, splat(0));
  return bits | (x.mantissa & splat(static_cast<int32_t>(0x80000000u)));
}

inline void store_float(float* at, VecFloat x) { store(at, pack(x)); }

// From any mantissa of 32 bits.
inline VecFloat normalise(VecFloat x) {
  const Vec shift = Q6_Vw_vnormamt_Vw(x.mantissa) - splat(1);
  return {shift_left(x.mantissa, shift), x.exponent - shift};
}

// The first `count` floats, zeros behind them; 32 where there are more.
inline VecFloat load_some(const float* x, uint32_t count) {
  if (count >= kLanes) return load_float(x);
  alignas(128) float lanes[kLanes] = {};
  for (uint32_t i = 0; i < count; ++i) lanes[i] = x[i];
  return load_float(lanes);
}
inline void store_some(float* y, uint32_t count, VecFloat value) {
  if (count >= kLanes) return store_float(y, value);
  alignas(128) float lanes[kLanes];
  store_float(lanes, value);
  for (uint32_t i = 0; i < count; ++i) y[i] = lanes[i];
}

inline VecFloat splat_float(float value) {
  int32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return unpack(splat(bits));
}

// Loses up to two bits of 30; normalise before a second one.
inline VecFloat multiply(VecFloat a, VecFloat b) {
  return {multiply_q31(a.mantissa, b.mantissa), a.exponent + b.exponent + splat(1)};
}

inline VecFloat add(VecFloat a, VecFloat b) {
  const Vec exponent = larger(a.exponent, b.exponent);
  const Vec most = splat(31);
  const Vec first = shift_right(a.mantissa, smaller(exponent - a.exponent, most));
  const Vec second = shift_right(b.mantissa, smaller(exponent - b.exponent, most));
  return normalise({first + second, exponent});
}

inline VecFloat negative(VecFloat x) { return {splat(0) - x.mantissa, x.exponent}; }
inline VecFloat subtract(VecFloat a, VecFloat b) { return add(a, negative(b)); }

// 2^f in 30 fractional bits for f in [-1/2, 1/2], 31 fractional bits. Interpolation at the Chebyshev nodes,
// degree 6: relative error 2.6e-9.
inline Vec power_of_two_q30(Vec f) {
  Vec sum = splat(166016);
  sum = multiply_q31(sum, f) + splat(1438860);
  sum = multiply_q31(sum, f) + splat(10327310);
  sum = multiply_q31(sum, f) + splat(59596185);
  sum = multiply_q31(sum, f) + splat(257941250);
  sum = multiply_q31(sum, f) + splat(744261146);
  return multiply_q31(sum, f) + splat(1073741824);
}

// e^x; |x| above 88 comes out as 2^127 or 2^-127, near enough to the ends of f32.
inline VecFloat exponential(VecFloat x) {
  const VecFloat t = multiply(x, splat_float(1.44269504088896f));
  // 24 fractional bits: shift right by 6 - exponent; exponents above 7 are beyond 2^7.
  const Vec limit = splat((1 << 30) - 1);
  const Vec far = choose(above(splat(0), t.mantissa), splat(0) - limit, limit);
  const auto beyond = above(t.exponent, splat(7));
  const Vec mantissa = choose(beyond, far, t.mantissa);
  const Vec exponent = choose(beyond, splat(7), t.exponent);
  const Vec ends = splat(127 << 24);  // leaves room for rounding
  const Vec unbounded = shift_right(mantissa, smaller(splat(6) - exponent, splat(31)));
  const Vec fixed = larger(splat(0) - ends, smaller(ends, unbounded));
  const Vec whole = shift_right(fixed + splat(1 << 23), 24);
  const Vec part = shift_left(fixed - shift_left(whole, 24), 7);
  return {shift_right(power_of_two_q30(part), 1), whole + splat(1)};
}

// 1 / x for normalised x > 0: Newton's iteration from 48/17 - 32/17 x, whose error is 1/17, three times.
inline VecFloat reciprocal(VecFloat x) {
  const Vec d = shift_left(x.mantissa, 1);               // 31 fractional bits, 1/2 to 1
  const Vec start = splat(1515870810), slope = splat(2021161081);  // 48/17 2^29, 32/17 2^30
  Vec guess = start - shift_right(multiply_q31(d, slope), 1);      // 29 fractional bits from here on
  for (int round = 0; round < 3; ++round) {
    const Vec rest = splat(1 << 30) - multiply_q31(d, guess);      // 2 - d x
    guess = shift_left(multiply_q31(guess, rest), 2);
  }
  return {smaller(guess, splat((1 << 30) - 1)), splat(1) - x.exponent};
}

// A float as f32 rounding makes it of 64-bit sums and the like, outside vectors.
inline float root(float x) {
  if (!(x > 0)) return 0;
  uint32_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  bits = 0x5f3759dfu - (bits >> 1);
  float inverse;
  __builtin_memcpy(&inverse, &bits, sizeof inverse);
  for (int round = 0; round < 4; ++round) inverse *= 1.5f - 0.5f * x * inverse * inverse;
  return x * inverse;
}

}  // namespace llada::dsp
