#include "formats/tensor_type.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "support/test_data.h"

namespace llada {
namespace {

TEST(TensorType, NumbersAndBlockSizesAgreeWithTheGoldenManifest) {
  std::istringstream manifest(test::read_text(test::data_path("quants/manifest.tsv")));
  std::string line;
  std::getline(manifest, line);
  std::map<TensorType, int> seen;
  while (std::getline(manifest, line)) {
    std::istringstream fields(line);
    std::string name;
    std::uint32_t id = 0, elements = 0, bytes = 0;
    fields >> name >> id >> elements >> bytes;
    const auto type = tensor_type_from_gguf(id);
    ASSERT_TRUE(type.has_value()) << name;
    EXPECT_EQ(traits(*type).block_elements, elements) << name;
    EXPECT_EQ(traits(*type).block_bytes, bytes) << name;
    EXPECT_EQ(tensor_type_from_name(name.substr(0, name.find('.'))), type) << name;
    ++seen[*type];
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kTensorTypeCount));
}

TEST(TensorType, UnknownNumbersAndNamesAreNoType) {
  for (const std::uint32_t id : {4u, 5u, 9u, 15u, 16u, 24u, 31u, 36u, 43u, 255u, 0xffffffffu}) {
    EXPECT_FALSE(tensor_type_from_gguf(id).has_value()) << id;
  }
  EXPECT_FALSE(tensor_type_from_name("").has_value());
  EXPECT_FALSE(tensor_type_from_name("q4").has_value());
  EXPECT_FALSE(tensor_type_from_name("q4_00").has_value());
}

TEST(TensorType, BytesOfCountsWholeBlocksOnly) {
  EXPECT_EQ(bytes_of(TensorType::kF32, 7), 28u);
  EXPECT_EQ(bytes_of(TensorType::kQ4_0, 64), 36u);
  EXPECT_EQ(bytes_of(TensorType::kQ4_0, 0), 0u);
  EXPECT_FALSE(bytes_of(TensorType::kQ4_0, 33).has_value());
  EXPECT_FALSE(bytes_of(TensorType::kQ6_K, 128).has_value());
}

TEST(TensorType, BytesOfRefusesSizesBeyond64Bits) {
  EXPECT_FALSE(bytes_of(TensorType::kF32, std::uint64_t{1} << 62).has_value());
  EXPECT_TRUE(bytes_of(TensorType::kF32, (std::uint64_t{1} << 62) - 1).has_value());
}

}  // namespace
}  // namespace llada
