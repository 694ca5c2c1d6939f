#include "kernels/packed_matrix.h"

#include <gtest/gtest.h>

#include "kernels/kernel_set.h"
#include "kernels/lane_layout.h"
#include "kernels/random_weights.h"

namespace llada {
namespace {

using test::RandomWeights;

constexpr PackLayout kSourceOrders[] = {PackLayout::kBlocks, PackLayout::kLanes};

int some_inputs(TensorType type) { return 3 * static_cast<int>(traits(type).block_elements); }

TEST(PackedMatrix, UnpacksEveryRowAsItsSourceDecodes) {
  for (const TensorType type : test::all_types()) {
    for (const PackLayout layout : kSourceOrders) {
      const RandomWeights weights(type, 21, some_inputs(type), 9);
      const auto packed = weights.pack(layout);
      ASSERT_TRUE(packed.has_value()) << packed.error().message;
      for (int output = 0; output < weights.outputs(); ++output) {
        std::vector<float> values(static_cast<std::size_t>(weights.inputs()));
        unpack_row(*packed, output, values);
        EXPECT_EQ(values, weights.decoded(output)) << weights.shape() << " output " << output;
      }
    }
  }
}

TEST(PackedMatrix, KeepsTheSourcesSizeAndPadsPanelsWithZeros) {
  for (const TensorType type : test::all_types()) {
    for (const PackLayout layout : kSourceOrders) {
      const RandomWeights weights(type, 17, some_inputs(type), 9);
      const PackedMatrix packed = *weights.pack(layout);
      EXPECT_EQ(packed.panels(), 2);
      EXPECT_EQ(packed.panel_bytes(), 16 * weights.row(0).size());
      EXPECT_EQ(packed.size_bytes(), 2 * packed.panel_bytes());
      std::vector<float> values(static_cast<std::size_t>(weights.inputs()), 1.0f);
      unpack_row(packed, 31, values);
      EXPECT_EQ(values, std::vector<float>(values.size(), 0.0f)) << weights.shape();
    }
  }
}

TEST(PackedMatrix, RefusesInputsThatAreNoWholeBlocks) {
  const auto packed = PackedMatrix::pack(PackLayout::kBlocks, TensorType::kQ4_K, 16, 288,
                                         [](int) { return std::span<const std::byte>(); });
  ASSERT_FALSE(packed.has_value());
  EXPECT_EQ(packed.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(packed.error().message.find("288"), std::string::npos);
  EXPECT_NE(packed.error().message.find("256"), std::string::npos);
}

TEST(PackedMatrix, RefusesARowThatIsTooShort) {
  const std::vector<std::byte> row(17);
  const auto packed = PackedMatrix::pack(PackLayout::kLanes, TensorType::kQ4_0, 1, 32,
                                         [&](int) { return std::span<const std::byte>(row); });
  ASSERT_FALSE(packed.has_value());
  EXPECT_EQ(packed.error().code, ErrorCode::kFormat);
}

TEST(LaneLayout, FieldsCoverEveryBlockWithoutGaps) {
  for (const TensorType type : test::all_types()) {
    std::size_t end = 0;
    for (const BlockField& field : block_fields(type)) {
      EXPECT_EQ(field.offset, end) << traits(type).name;
      EXPECT_EQ(field.bytes % field.unit, 0) << traits(type).name;
      end += field.bytes;
    }
    EXPECT_EQ(end, traits(type).block_bytes) << traits(type).name;
  }
}

TEST(LaneLayout, CodesOfOneOutputLieFourBytesEverySixtyFour) {
  const RandomWeights weights(TensorType::kQ4_0, 16, 32, 1);
  const PackedMatrix packed = *weights.pack(PackLayout::kLanes);
  for (int output = 0; output < 16; ++output) {
    const std::byte* codes = packed.panel(0) + 32 + 4 * output;
    for (std::size_t j = 0; j < 16; ++j) {
      EXPECT_EQ(codes[j / 4 * 64 + j % 4], weights.row(output)[2 + j]);
    }
  }
}

}  // namespace
}  // namespace llada
