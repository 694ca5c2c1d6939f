#include "kernels/tile_layout.h"

#include <gtest/gtest.h>

#include "kernels/kernel_set.h"
#include "kernels/random_weights.h"

namespace llada {
namespace {

using test::RandomWeights;

int chunk_and_a_bit(TensorType type) { return traits(type).block_elements == 256 ? 768 : 544; }

std::vector<TensorType> tile_types() {
  std::vector<TensorType> types = test::all_types();
  std::erase_if(types, [](TensorType type) { return !has_tile_layout(type); });
  return types;
}

TEST(TileLayout, IsThereForTypesOfSixBitsOrMoreAndTheLinearFourBitTypes) {
  EXPECT_EQ(tile_types(), (std::vector{TensorType::kQ8_0, TensorType::kQ4_0, TensorType::kQ4_1, TensorType::kQ4_K, TensorType::kQ6_K}));
}

TEST(TileLayout, OtherTypesKeepTheLaneLayout) {
  const PackedMatrix packed = *RandomWeights(TensorType::kQ5_K, 17, 256, 1).pack(PackLayout::kTiles);
  EXPECT_EQ(packed.layout(), PackLayout::kLanes);
}

// A step is the output's scale: half of one for the int8 rounding, half for the ratio, half for the base.
TEST(TileLayout, EveryWeightIsWithinStepsOfItsSource) {
  for (const TensorType type : tile_types()) {
    const double allowed = type == TensorType::kQ8_0 || type == TensorType::kQ6_K ? 0.501 : type == TensorType::kQ4_0 ? 1.01 : 1.51;
    const RandomWeights weights(type, 37, chunk_and_a_bit(type), 3);
    const PackedMatrix packed = *weights.pack(PackLayout::kTiles);
    ASSERT_EQ(packed.layout(), PackLayout::kTiles);
    for (int output = 0; output < weights.outputs(); ++output) {
      std::vector<float> found(static_cast<std::size_t>(weights.inputs()));
      unpack_row(packed, output, found);
      const auto exact = weights.decoded(output);
      for (std::size_t begin = 0; begin < exact.size(); begin += kTileChunk) {
        const std::size_t end = std::min(begin + kTileChunk, exact.size());
        float largest = 0;  // that the codes of the chunk could express, at most twice what they do
        for (std::size_t k = begin; k < end; ++k) largest = std::max(largest, std::fabs(exact[k]));
        double squares = 0;
        for (std::size_t k = begin; k < end; ++k) {
          const double error = std::fabs(double{found[k]} - exact[k]);
          EXPECT_LE(error, allowed * 1.2 * largest / 125) << weights.shape() << " output " << output << " input " << k;
          squares += error * error;
        }
        EXPECT_LE(std::sqrt(squares / static_cast<double>(end - begin)), 1.0 * largest / 125) << weights.shape();
      }
    }
  }
}

TEST(TileLayout, OutputsThatDoNotExistAreZero) {
  for (const TensorType type : tile_types()) {
    const RandomWeights weights(type, 17, chunk_and_a_bit(type), 9);
    const PackedMatrix packed = *weights.pack(PackLayout::kTiles);
    std::vector<float> values(static_cast<std::size_t>(weights.inputs()), 1.0f);
    unpack_row(packed, 31, values);
    EXPECT_EQ(values, std::vector<float>(values.size(), 0.0f)) << weights.shape();
  }
}

TEST(TileLayout, FourBitWeightsStayFourBit) {
  const double bits = 8.0 * static_cast<double>(tile_panel_bytes(TensorType::kQ4_0, 4096)) / (16 * 4096);
  EXPECT_LE(bits, 4.32);  // Q4_0 itself: 4.5
  const double k_bits = 8.0 * static_cast<double>(tile_panel_bytes(TensorType::kQ4_K, 4096)) / (16 * 4096);
  EXPECT_LE(k_bits, 4.57);  // Q4_K itself: 4.5
}

TEST(TileLayout, ScalesThatAreZeroOrTinyGiveZeros) {
  const std::vector<std::byte> zeros(18 * 17);
  const auto packed = *PackedMatrix::pack(PackLayout::kTiles, TensorType::kQ4_0, 1, 544,
                                          [&](int) { return std::span<const std::byte>(zeros); });
  std::vector<float> values(544, 1.0f);
  unpack_row(packed, 0, values);
  EXPECT_EQ(values, std::vector<float>(544, 0.0f));
}

}  // namespace
}  // namespace llada
