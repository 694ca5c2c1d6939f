#include "formats/quant/scale_search.h"

#include <algorithm>
#include <cmath>

namespace llada::quant {
namespace {

// How far outside the range of codes the extreme value should land, in steps of a code: inside (the
// others get a coarser scale) to outside (a finer one; the extreme is clamped). A step of 0.1
// instead of 0.3 lowers the error by less than 0.3 % and takes three times as long.
constexpr std::array<float, 7> kShifts{-1.2f, -0.9f, -0.6f, -0.3f, 0.0f, 0.3f, 0.6f};

// Groups smaller than this are zeros: no f16 scale is fine enough for them, and 1 / scale may
// overflow.
constexpr float kNothing = 1e-9f;

using Codes = std::array<float, kMaxGroup>;

float extreme(std::span<const float> values) {
  return *std::ranges::max_element(values, {}, [](float v) { return std::abs(v); });
}

// Groups are multiples of this: a vector's worth of sums side by side, in an order of its own.
constexpr std::size_t kLanes = 8;

// sum_i term(i), i < count.
template <class Term>
float sum(std::size_t count, Term term) {
  std::array<float, kLanes> sums{};
  for (std::size_t i = 0; i < count; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += term(i + lane);
  }
  const auto quarter = [&](std::size_t lane) { return sums[lane] + sums[lane + kLanes / 2]; };
  return (quarter(0) + quarter(2)) + (quarter(1) + quarter(3));
}

float dot(std::span<const float> a, std::span<const float> b) {
  return sum(a.size(), [&](std::size_t i) { return a[i] * b[i]; });
}

float total(std::span<const float> values) {
  return sum(values.size(), [&](std::size_t i) { return values[i]; });
}

// Least-squares scale and min of value = scale * code - min, min >= 0, for given codes.
ScaleAndMin fit(std::span<const float> values, std::span<const float> codes) {
  const double count = static_cast<double>(values.size());
  const double sum_c = total(codes), sum_cc = dot(codes, codes);
  const double sum_v = total(values), sum_vc = dot(values, codes);
  const double determinant = count * sum_cc - sum_c * sum_c;
  if (determinant > 0) {
    const double scale = (count * sum_vc - sum_c * sum_v) / determinant;
    const double min = (scale * sum_c - sum_v) / count;
    if (scale > 0 && min > 0) return {static_cast<float>(scale), static_cast<float>(min)};
  }
  if (sum_cc <= 0) return {};
  return {static_cast<float>(std::max(0.0, sum_vc / sum_cc)), 0.0f};
}

}  // namespace

void round_to_codes(std::span<const float> values, float scale, float origin, CodeRange range,
                    std::span<float> codes) {
  const float inverse = scale != 0 ? 1.0f / scale : 0.0f;
  for (std::size_t i = 0; i < values.size(); ++i) {
    // Clamped first: the quotient may be huge where the scale was rounded to almost nothing.
    // Written as two choices, not std::clamp, so that it vectorises.
    const float exact = (values[i] - origin) * inverse;
    const float raised = exact < range.lowest ? range.lowest : exact;
    codes[i] = round_to_even(raised > range.highest ? range.highest : raised);
  }
}

float squared_error(std::span<const float> values, std::span<const float> codes, float scale,
                    float origin) {
  return sum(values.size(), [&](std::size_t i) {
    const float difference = values[i] - (scale * codes[i] + origin);
    return difference * difference;
  });
}

float best_scale(std::span<const float> values, CodeRange range) {
  const float peak = extreme(values);
  if (std::abs(peak) < kNothing) return 0;
  Codes buffer;
  const auto codes = std::span(buffer).first(values.size());
  float best = 0;
  float best_gain = -1;
  const auto consider = [&](float code_of_peak) {
    round_to_codes(values, peak / code_of_peak, 0, range, codes);
    const float sum_cc = dot(codes, codes), sum_vc = dot(values, codes);
    const float scale = sum_cc > 0 ? sum_vc / sum_cc : 0;  // least squares for these codes
    const float gain = scale * sum_vc;  // how far the squared error falls below sum value^2
    if (gain <= best_gain) return;
    best_gain = gain;
    best = scale;
  };
  for (const float shift : kShifts) {
    consider(range.lowest - shift);
    consider(range.highest + shift);
  }
  return best;
}

ScaleAndMin best_scale_and_min(std::span<const float> values, float highest) {
  const auto [low, high] = std::ranges::minmax(values);
  const float origin = std::min(low, 0.0f);
  const float width = high - origin;
  if (width < kNothing) return {0, -origin};  // all equal and not positive
  Codes buffer;
  const auto codes = std::span(buffer).first(values.size());
  ScaleAndMin best;
  float best_error = INFINITY;
  for (const float shift : kShifts) {
    round_to_codes(values, width / (highest + shift), origin, {0, highest}, codes);
    const ScaleAndMin fitted = fit(values, codes);
    round_to_codes(values, fitted.scale, -fitted.min, {0, highest}, codes);
    const float error = squared_error(values, codes, fitted.scale, -fitted.min);
    if (error < best_error) {
      best_error = error;
      best = fitted;
    }
  }
  return best;
}

}  // namespace llada::quant
