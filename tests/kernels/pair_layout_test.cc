#include "kernels/pair_layout.h"

#include <gtest/gtest.h>

#include "kernels/kernel_set.h"
#include "kernels/random_weights.h"

namespace llada {
namespace {

using test::RandomWeights;

int chunk_and_a_bit(TensorType type) { return traits(type).block_elements == 256 ? 768 : 544; }

std::vector<TensorType> pair_types() {
  std::vector<TensorType> types = test::all_types();
  std::erase_if(types, [](TensorType type) { return !has_pair_layout(type); });
  return types;
}

// Largest error of a chunk's weights, in units of its largest weight.
double worst_error(const RandomWeights& weights, const PackedMatrix& packed, int output) {
  std::vector<float> found(static_cast<std::size_t>(weights.inputs()));
  unpack_row(packed, output, found);
  const auto exact = weights.decoded(output);
  double worst = 0;
  for (std::size_t begin = 0; begin < exact.size(); begin += kLayoutChunk) {
    const std::size_t end = std::min(begin + kLayoutChunk, exact.size());
    double largest = 0, error = 0;
    for (std::size_t k = begin; k < end; ++k) {
      largest = std::max(largest, std::fabs(double{exact[k]}));
      error = std::max(error, std::fabs(double{found[k]} - exact[k]));
    }
    worst = std::max(worst, error / largest);
  }
  return worst;
}

TEST(PairLayout, IsThereForTheLinearFourBitTypes) {
  EXPECT_EQ(pair_types(), (std::vector{TensorType::kQ4_0, TensorType::kQ4_1, TensorType::kQ4_K}));
}

TEST(PairLayout, OtherTypesAreInTilesOrLanes) {
  EXPECT_EQ(RandomWeights(TensorType::kQ6_K, 17, 256, 1).pack(PackLayout::kPairs)->layout(), PackLayout::kTiles);
  EXPECT_EQ(RandomWeights(TensorType::kQ5_K, 17, 256, 1).pack(PackLayout::kPairs)->layout(), PackLayout::kLanes);
}

// Half a ratio off, times 8, of a largest weight of 8 times 4127; with bases the scale may be three times
// as coarse, and half a base is added.
TEST(PairLayout, WeightsAreKeptToTwelveBits) {
  for (const TensorType type : pair_types()) {
    const double allowed = type == TensorType::kQ4_0 ? 1.4e-4 : 5e-4;
    const RandomWeights weights(type, 37, chunk_and_a_bit(type), 3);
    const PackedMatrix packed = *weights.pack(PackLayout::kPairs);
    ASSERT_EQ(packed.layout(), PackLayout::kPairs);
    for (int output = 0; output < weights.outputs(); ++output) {
      EXPECT_LE(worst_error(weights, packed, output), allowed) << weights.shape() << " output " << output;
    }
  }
}

TEST(PairLayout, OutputsThatDoNotExistAreZero) {
  for (const TensorType type : pair_types()) {
    const RandomWeights weights(type, 17, chunk_and_a_bit(type), 9);
    const PackedMatrix packed = *weights.pack(PackLayout::kPairs);
    std::vector<float> values(static_cast<std::size_t>(weights.inputs()), 1.0f);
    unpack_row(packed, 31, values);
    EXPECT_EQ(values, std::vector<float>(values.size(), 0.0f)) << weights.shape();
  }
}

TEST(PairLayout, FourBitWeightsStayFourBit) {
  const auto bits = [](TensorType type) { return 8.0 * static_cast<double>(pair_panel_bytes(type, 4096)) / (16 * 4096); };
  EXPECT_LE(bits(TensorType::kQ4_0), 4.57);  // Q4_0 itself: 4.5
  EXPECT_LE(bits(TensorType::kQ4_K), 5.07);  // Q4_K itself: 4.5
}

// One group of 544 inputs, all scales zero, tiny, or the largest an f16 can be.
TEST(PairLayout, AnyScaleGivesFiniteWeights) {
  for (const std::uint16_t scale : {0x0000, 0x0001, 0x8001, 0x7bff, 0xfbff}) {
    std::vector<std::byte> row(18 * 17);
    for (std::size_t at = 0; at < row.size(); at += 18) std::memcpy(row.data() + at, &scale, 2);
    const auto packed = *PackedMatrix::pack(PackLayout::kPairs, TensorType::kQ4_0, 1, 544,
                                            [&](int) { return std::span<const std::byte>(row); });
    std::vector<float> values(544), exact(544);
    unpack_row(packed, 0, values);
    decode_blocks(TensorType::kQ4_0, row, exact);
    for (std::size_t k = 0; k < values.size(); ++k) ASSERT_NEAR(values[k], exact[k], std::fabs(exact[k]) * 2e-4) << scale;
  }
}

}  // namespace
}  // namespace llada
