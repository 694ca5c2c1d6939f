// Decoders against ggml's own (tests/data/quants says how the vectors were made), bit for bit.
#include <gtest/gtest.h>

#include <bit>
#include <cctype>
#include <cmath>
#include <sstream>

#include "base/half.h"
#include "formats/quant.h"
#include "support/test_data.h"

namespace llada {
namespace {

struct GoldenFile {
  const char* name;
  TensorType type;

  friend void PrintTo(const GoldenFile& file, std::ostream* out) { *out << file.name; }
};

std::vector<GoldenFile> golden_files() {
  return {
      {"F32", TensorType::kF32},
      {"F16", TensorType::kF16},
      {"BF16", TensorType::kBF16},
      {"Q8_0", TensorType::kQ8_0},
      {"Q4_0", TensorType::kQ4_0},
      {"Q4_1", TensorType::kQ4_1},
      {"Q5_0", TensorType::kQ5_0},
      {"Q5_1", TensorType::kQ5_1},
      {"Q2_K", TensorType::kQ2_K},
      {"Q3_K", TensorType::kQ3_K},
      {"Q4_K", TensorType::kQ4_K},
      {"Q5_K", TensorType::kQ5_K},
      {"Q6_K", TensorType::kQ6_K},
      {"IQ4_NL", TensorType::kIQ4_NL},
      {"IQ4_XS", TensorType::kIQ4_XS},
      {"MXFP4", TensorType::kMXFP4},
      {"Q8_0.random", TensorType::kQ8_0},
      {"Q4_0.random", TensorType::kQ4_0},
      {"Q4_1.random", TensorType::kQ4_1},
      {"Q5_0.random", TensorType::kQ5_0},
      {"Q5_1.random", TensorType::kQ5_1},
      {"Q2_K.random", TensorType::kQ2_K},
      {"Q3_K.random", TensorType::kQ3_K},
      {"Q4_K.random", TensorType::kQ4_K},
      {"Q5_K.random", TensorType::kQ5_K},
      {"Q6_K.random", TensorType::kQ6_K},
      {"IQ4_NL.random", TensorType::kIQ4_NL},
      {"IQ4_XS.random", TensorType::kIQ4_XS},
      {"MXFP4.random", TensorType::kMXFP4},
      {"MXFP4.allexp", TensorType::kMXFP4},
  };
}

std::filesystem::path golden_path(const std::string& name) {
  return test::data_path("quants/" + name);
}

class QuantGolden : public testing::TestWithParam<GoldenFile> {};

TEST_P(QuantGolden, DecodesBitForBitAsTheReference) {
  const auto [name, type] = GetParam();
  const auto blocks = test::read_array<std::byte>(golden_path(std::string(name) + ".quant.bin"));
  const auto expected =
      test::read_array<float>(golden_path(std::string(name) + ".dequant.f32.bin"));
  ASSERT_EQ(bytes_of(type, expected.size()), blocks.size());
  std::vector<float> values(expected.size(), std::nanf(""));
  decode_blocks(type, blocks, values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_EQ(std::bit_cast<std::uint32_t>(values[i]), std::bit_cast<std::uint32_t>(expected[i]))
        << "element " << i << ": " << values[i] << " instead of " << expected[i];
  }
}

std::string test_name(const testing::TestParamInfo<GoldenFile>& info) {
  std::string name = info.param.name;
  std::erase_if(name, [](char c) { return c == '.' || c == '_'; });
  return name;
}

INSTANTIATE_TEST_SUITE_P(AllTypes, QuantGolden, testing::ValuesIn(golden_files()), test_name);

TEST(HalfGolden, EveryF16DecodesAsTheReference) {
  const auto expected = test::read_array<float>(golden_path("f16_to_f32.table.bin"));
  ASSERT_EQ(expected.size(), 0x10000u);
  for (std::uint32_t bits = 0; bits < 0x10000u; ++bits) {
    const float value = f16_to_f32(static_cast<std::uint16_t>(bits));
    if (std::isnan(expected[bits])) {
      EXPECT_TRUE(std::isnan(value)) << bits;  // which NaN is not part of the format
    } else {
      ASSERT_EQ(std::bit_cast<std::uint32_t>(value), std::bit_cast<std::uint32_t>(expected[bits]))
          << bits;
    }
  }
}

TEST(HalfGolden, RoundsToF16AndBf16AsTheReference) {
  std::istringstream table(test::read_text(golden_path("f32_round.tsv")));
  std::string header;
  std::getline(table, header);
  std::uint32_t f32 = 0, f16 = 0, bf16 = 0;
  int rows = 0;
  for (table >> std::hex; table >> f32 >> f16 >> bf16; ++rows) {
    const float value = std::bit_cast<float>(f32);
    EXPECT_EQ(f32_to_f16(value), f16) << std::hex << f32;
    EXPECT_EQ(f32_to_bf16(value), bf16) << std::hex << f32;
  }
  EXPECT_GT(rows, 1000);
}

}  // namespace
}  // namespace llada
