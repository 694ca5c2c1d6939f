#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

#include "formats/quant.h"

namespace llada {
namespace {

std::vector<std::byte> random_block(TensorType type, std::uint32_t seed) {
  std::mt19937 engine(seed);
  std::vector<std::byte> block(traits(type).block_bytes);
  for (std::byte& byte : block) byte = static_cast<std::byte>(engine() & 0xffu);
  for (const std::size_t high_byte : {1u, 3u}) block[high_byte] &= std::byte{0xbb};  // finite scales
  return block;
}

TEST(QuantGroups, GiveTheValuesThatTheBlockDecodesTo) {
  for (const TensorType type : {TensorType::kQ4_0, TensorType::kQ4_1, TensorType::kQ4_K}) {
    for (std::uint32_t seed = 0; seed < 50; ++seed) {
      const auto block = random_block(type, seed);
      std::vector<QuantGroup> groups(static_cast<std::size_t>(quant_groups(type)));
      split_block(type, block.data(), groups);
      std::vector<float> values(traits(type).block_elements);
      decode_blocks(type, block, values);
      ASSERT_EQ(groups.size() * 32, values.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        const QuantGroup& group = groups[i / 32];
        const double value = double{group.scale} * group.codes[i % 32] + double{group.min};
        EXPECT_EQ(static_cast<float>(value), values[i]) << traits(type).name << " element " << i;
      }
    }
  }
}

TEST(QuantGroups, AreOnlyInLinearFourBitTypes) {
  EXPECT_EQ(quant_groups(TensorType::kIQ4_NL), 0);
  EXPECT_EQ(quant_groups(TensorType::kQ8_0), 0);
  EXPECT_EQ(quant_groups(TensorType::kQ4_K), 8);
}

}  // namespace
}  // namespace llada
