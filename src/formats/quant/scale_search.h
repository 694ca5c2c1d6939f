// Finds the scales of a block by least squares: for a handful of scales near the obvious one, round
// the values to codes, solve for the scale that suits those codes best, keep the pair with the
// least squared error. Independent of block layouts.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace llada::quant {

inline constexpr std::size_t kMaxGroup = 32;  // elements that share a scale

struct CodeRange {
  float lowest;
  float highest;
};

// Nearest integer, ties to even; exact for |value| < 2^22. Unlike std::nearbyint it vectorises on
// every machine.
inline float round_to_even(float value) {
  constexpr float kShift = 12582912.0f;  // 1.5 * 2^23: its unit in the last place is 1
  return (value + kShift) - kShift;
}

// Codes clamp(round((value - origin) / scale)); all `origin` codes when scale is 0.
void round_to_codes(std::span<const float> values, float scale, float origin, CodeRange range,
                    std::span<float> codes);

// sum (value - (scale * code + origin))^2
float squared_error(std::span<const float> values, std::span<const float> codes, float scale,
                    float origin);

// The scale (of either sign) for which scale * code comes closest to the values. 0 if all are 0.
float best_scale(std::span<const float> values, CodeRange range);

// value = scale * code - min with codes 0..highest, scale >= 0 and min >= 0.
struct ScaleAndMin {
  float scale = 0;
  float min = 0;
};
ScaleAndMin best_scale_and_min(std::span<const float> values, float highest);

}  // namespace llada::quant
