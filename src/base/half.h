// Conversions between f32 and the two 16-bit formats, round to nearest even, every NaN and subnormal
// as IEEE 754 has it. Scalar: kernels have their own vector forms.
#pragma once

#include <bit>
#include <cstdint>

namespace llada {

[[nodiscard]] float f16_to_f32(std::uint16_t bits);
[[nodiscard]] std::uint16_t f32_to_f16(float value);

[[nodiscard]] inline float bf16_to_f32(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}
[[nodiscard]] std::uint16_t f32_to_bf16(float value);

}  // namespace llada
