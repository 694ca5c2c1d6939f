#include "base/half.h"

namespace llada {
namespace {

constexpr std::uint32_t kF32SignMask = 0x80000000u;
constexpr std::uint32_t kF32Infinity = 0x7f800000u;
constexpr int kMantissaShift = 13;  // 23 bits of f32 mantissa - 10 of f16
constexpr std::uint32_t kExponentRebias = (127u - 15u) << 23;

// Drops `shift` low bits, rounding to nearest, ties to even.
std::uint32_t shift_right_rne(std::uint32_t value, int shift) {
  const std::uint32_t half = 1u << (shift - 1);
  const std::uint32_t odd = (value >> shift) & 1u;
  return (value + half - 1u + odd) >> shift;
}

std::uint32_t subnormal_f16(std::uint32_t magnitude) {
  const int exponent = static_cast<int>(magnitude >> 23);
  constexpr int kSmallest = 102;  // below 2^-25 (exponent 102) everything rounds to zero
  if (exponent < kSmallest) return 0;
  const std::uint32_t mantissa = (magnitude & 0x007fffffu) | 0x00800000u;
  return shift_right_rne(mantissa, kMantissaShift + (113 - exponent));
}

}  // namespace

float f16_to_f32(std::uint16_t bits) {
  const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000u) << 16;
  const std::uint32_t exponent = (bits >> 10) & 0x1fu;
  const std::uint32_t mantissa = bits & 0x3ffu;
  if (exponent == 0x1fu) {
    return std::bit_cast<float>(sign | kF32Infinity | (mantissa << kMantissaShift));
  }
  if (exponent == 0) {
    const float magnitude = static_cast<float>(mantissa) * 0x1p-24f;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
  }
  return std::bit_cast<float>(sign | ((exponent << 23) + kExponentRebias) |
                              (mantissa << kMantissaShift));
}

std::uint16_t f32_to_f16(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits & kF32SignMask) >> 16);
  const std::uint32_t magnitude = bits & ~kF32SignMask;
  if (magnitude > kF32Infinity) return sign | 0x7e00u | ((magnitude >> kMantissaShift) & 0x3ffu);
  if (magnitude >= 0x477ff000u) return sign | 0x7c00u;  // 65520 and above round to infinity
  if (magnitude < 0x38800000u) {                        // below 2^-14: f16 subnormal
    return static_cast<std::uint16_t>(sign | subnormal_f16(magnitude));
  }
  return static_cast<std::uint16_t>(
      sign | shift_right_rne(magnitude - kExponentRebias, kMantissaShift));
}

std::uint16_t f32_to_bf16(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & ~kF32SignMask) > kF32Infinity) return static_cast<std::uint16_t>((bits >> 16) | 0x40u);
  return static_cast<std::uint16_t>(shift_right_rne(bits, 16));
}

}  // namespace llada
