#include "base/half.h"

#include <gtest/gtest.h>

#include <cmath>

namespace llada {
namespace {

TEST(Half, EveryF16SurvivesTheRoundTripThroughF32) {
  for (std::uint32_t bits = 0; bits < 0x10000u; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = f16_to_f32(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(f16_to_f32(f32_to_f16(value)))) << bits;
    } else {
      EXPECT_EQ(f32_to_f16(value), half) << bits;
    }
  }
}

TEST(Half, RoundsToNearestEven) {
  EXPECT_EQ(f32_to_f16(1.0f + 0x1p-11f), f32_to_f16(1.0f));
  EXPECT_EQ(f32_to_f16(1.0f + 0x3p-11f), f32_to_f16(1.0f + 0x1p-9f));
  EXPECT_EQ(f32_to_f16(65519.0f), 0x7bffu);
  EXPECT_EQ(f32_to_f16(65520.0f), 0x7c00u);
  EXPECT_EQ(f32_to_bf16(1.0f + 0x1p-8f), 0x3f80u);
  EXPECT_EQ(f32_to_bf16(1.0f + 0x3p-8f), 0x3f82u);
}

}  // namespace
}  // namespace llada
