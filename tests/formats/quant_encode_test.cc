#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <sstream>

#include "formats/quant.h"
#include "support/test_data.h"

namespace llada {
namespace {

constexpr TensorType kEncodable[] = {TensorType::kF32,  TensorType::kF16,  TensorType::kBF16,
                                     TensorType::kQ8_0, TensorType::kQ4_0, TensorType::kQ4_K,
                                     TensorType::kQ6_K};
constexpr std::size_t kRow = 4096;

std::vector<float> round_trip(TensorType type, std::span<const float> values) {
  std::vector<std::byte> blocks(*bytes_of(type, values.size()));
  const Status encoded = encode_blocks(type, values, blocks);
  if (!encoded) throw std::runtime_error(encoded.error().message);
  std::vector<float> decoded(values.size());
  decode_blocks(type, blocks, decoded);
  return decoded;
}

double rms_error(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(double{a[i]} - double{b[i]}, 2);
  return std::sqrt(sum / static_cast<double>(a.size()));
}

// RMS error of ggml's encoder for each (type, row) of weights.f32.bin.
std::map<std::pair<TensorType, int>, double> reference_errors() {
  std::istringstream manifest(test::read_text(test::data_path("quants/manifest.tsv")));
  std::string line, name, error;
  std::getline(manifest, line);
  std::map<std::pair<TensorType, int>, double> errors;
  while (std::getline(manifest, line)) {
    std::istringstream fields(line);
    int id = 0, elements = 0, bytes = 0, row_bytes = 0, row = 0;
    fields >> name >> id >> elements >> bytes >> row_bytes >> row >> error;
    if (const auto type = tensor_type_from_name(name)) errors[{*type, row}] = std::stod(error);
  }
  return errors;
}

TEST(QuantEncode, RmsErrorIsNoWorseThanTheReferenceEncoders) {
  const auto weights = test::read_array<float>(test::data_path("quants/weights.f32.bin"));
  const auto reference = reference_errors();
  for (const TensorType type : kEncodable) {
    for (int row = 0; row < 2; ++row) {
      const auto values = std::span(weights).subspan(static_cast<std::size_t>(row) * kRow, kRow);
      const double limit = reference.at({type, row}) * 1.000001;  // the manifest has nine digits
      EXPECT_LE(rms_error(values, round_trip(type, values)), limit)
          << traits(type).name << " row " << row;
    }
  }
}

TEST(QuantEncode, PlainTypesEncodeToTheReferenceBytes) {
  const auto weights = test::read_array<float>(test::data_path("quants/weights.f32.bin"));
  for (const auto& [type, file] : {std::pair{TensorType::kF32, "quants/F32.quant.bin"},
                                   std::pair{TensorType::kF16, "quants/F16.quant.bin"},
                                   std::pair{TensorType::kBF16, "quants/BF16.quant.bin"}}) {
    std::vector<std::byte> blocks(*bytes_of(type, weights.size()));
    ASSERT_TRUE(encode_blocks(type, weights, blocks).has_value());
    EXPECT_EQ(blocks, test::read_array<std::byte>(test::data_path(file))) << file;
  }
}

TEST(QuantEncode, ZerosStayZeros) {
  const std::vector<float> zeros(512, 0.0f);
  for (const TensorType type : kEncodable) {
    for (const float value : round_trip(type, zeros)) ASSERT_EQ(value, 0.0f) << traits(type).name;
  }
}

TEST(QuantEncode, ConstantBlocksOfEitherSignKeepTheirValue) {
  for (const float constant : {1.0f, -1.0f, 0.37f, -250.0f}) {
    const std::vector<float> values(512, constant);
    for (const TensorType type : kEncodable) {
      for (const float value : round_trip(type, values)) {
        ASSERT_NEAR(value, constant, std::abs(constant) * 0.01f) << traits(type).name;
      }
    }
  }
}

TEST(QuantEncode, OneLargeValueAmongZerosSurvives) {
  for (std::size_t at = 0; at < 256; at += 37) {
    for (const float peak : {3.0f, -3.0f}) {
      std::vector<float> values(256, 0.0f);
      values[at] = peak;
      for (const TensorType type : kEncodable) {
        const auto decoded = round_trip(type, values);
        EXPECT_NEAR(decoded[at], peak, 0.03f) << traits(type).name << " at " << at;
        EXPECT_NEAR(decoded[(at + 1) % 256], 0.0f, 0.001f) << traits(type).name;
      }
    }
  }
}

TEST(QuantEncode, ValuesTooSmallForAnyScaleBecomeSmall) {
  for (const float tiny : {1e-45f, 1e-38f, 1e-20f, 1e-9f, 1e-8f}) {
    std::vector<float> values(256);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 3 == 0 ? -tiny : tiny;
    for (const TensorType type : kEncodable) {
      for (const float value : round_trip(type, values)) {
        ASSERT_LE(std::abs(value), 1e-6f) << traits(type).name << " of " << tiny;
      }
    }
  }
}

TEST(QuantEncode, ValuesThatAreNotFiniteAreRefusedWithTheirIndex) {
  for (const float bad : {std::nanf(""), INFINITY, -INFINITY}) {
    std::vector<float> values(256, 1.0f);
    values[17] = bad;
    for (const TensorType type : kEncodable) {
      std::vector<std::byte> blocks(*bytes_of(type, values.size()));
      const Status status = encode_blocks(type, values, blocks);
      ASSERT_FALSE(status.has_value()) << traits(type).name;
      EXPECT_EQ(status.error().code, ErrorCode::kFormat);
      EXPECT_NE(status.error().message.find("element 17"), std::string::npos);
    }
  }
}

TEST(QuantEncode, ValuesBeyondTheRangeOfTheTypeAreRefusedNotMadeInfinite) {
  std::vector<float> values(256, 0.0f);
  values[3] = -66000.0f;
  for (const TensorType type : {TensorType::kF16, TensorType::kQ8_0, TensorType::kQ4_0,
                                TensorType::kQ4_K, TensorType::kQ6_K}) {
    std::vector<std::byte> blocks(*bytes_of(type, values.size()));
    EXPECT_FALSE(encode_blocks(type, values, blocks).has_value()) << traits(type).name;
  }
  values[3] = std::numeric_limits<float>::max();
  std::vector<std::byte> blocks(512);
  EXPECT_FALSE(encode_blocks(TensorType::kBF16, values, blocks).has_value());
}

TEST(QuantEncode, TheLargestValuesOfTheTypeSurvive) {
  std::vector<float> values(256);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 2 == 0 ? 65504.0f : -65504.0f;
  for (const TensorType type : kEncodable) {
    for (const float value : round_trip(type, values)) {
      ASSERT_NEAR(std::abs(value), 65504.0f, 65504.0f * 0.08f) << traits(type).name;
    }
  }
}

TEST(QuantEncode, OtherTypesAreUnsupported) {
  const std::vector<float> values(256, 1.0f);
  for (int i = 0; i < kTensorTypeCount; ++i) {
    const auto type = static_cast<TensorType>(i);
    std::vector<std::byte> blocks(*bytes_of(type, values.size()));
    const Status status = encode_blocks(type, values, blocks);
    const bool encodable = std::ranges::find(kEncodable, type) != std::end(kEncodable);
    EXPECT_EQ(status.has_value(), encodable) << traits(type).name;
    EXPECT_TRUE(encodable || status.error().code == ErrorCode::kUnsupported);
  }
}

TEST(QuantEncode, BuffersOfAnotherSizeAreRefused) {
  const std::vector<float> values(256, 1.0f);
  std::vector<std::byte> blocks(17);
  EXPECT_FALSE(encode_blocks(TensorType::kQ4_0, values, blocks).has_value());
  EXPECT_FALSE(encode_blocks(TensorType::kQ4_0, std::span(values).first(16), blocks).has_value());
}

// The error of one value is at most about one step of its block's scale: half a step of rounding,
// the rest for a clamped extreme and rounded scales.
TEST(QuantEncodeProperty, NoValueMovesByMoreThanAFewStepsOfItsBlock) {
  const std::map<TensorType, float> steps{{TensorType::kQ8_0, 127.0f},
                                          {TensorType::kQ4_0, 8.0f},
                                          {TensorType::kQ4_K, 7.5f},
                                          {TensorType::kQ6_K, 32.0f}};
  const bool holds = rc::check("bounded error", [&] {
    const int exponent = *rc::gen::inRange(-12, 12);
    std::vector<float> values(256);
    for (float& value : values) {
      value = std::ldexp(static_cast<float>(*rc::gen::inRange(-1000, 1000)), exponent - 10);
    }
    float peak = 0;
    for (const float value : values) peak = std::max(peak, std::abs(value));
    for (const auto& [type, codes] : steps) {
      const auto decoded = round_trip(type, values);
      for (std::size_t i = 0; i < values.size(); ++i) {
        RC_ASSERT(std::abs(decoded[i] - values[i]) <= 1.7f * peak / codes + 1e-6f);
      }
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace llada
