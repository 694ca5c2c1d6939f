// The AMX kernels: on a CPU with AMX as it is, on one with AVX-512 alone under an emulator of the tile
// instructions, elsewhere skipped.
#include <gtest/gtest.h>

#if defined(__x86_64__) && defined(__linux__)

#include <optional>

#include "formats/quant.h"
#include "kernels/kernel_checks.h"
#include "kernels/tile_emulator.h"
#include "kernels/tile_layout.h"

namespace llada {
namespace {

const KernelSet* set_named(std::string_view name) {
  for (const KernelSet* set : all_kernel_sets()) {
    if (set->name == name) return set;
  }
  return nullptr;
}

class AmxKernels : public testing::Test {
 protected:
  void SetUp() override {
    if (amx_.supported()) return;
    if (!set_named("avx512")->supported()) GTEST_SKIP() << "needs AMX, or AVX-512 to emulate it on";
    emulator_.emplace();
  }
  void TearDown() override {
    if (!emulator_ || IsSkipped()) return;
    EXPECT_GT(emulator_->executed(), 0);
    EXPECT_TRUE(emulator_->released()) << "a kernel left its tiles configured";
  }
  static void expect_none(const test::Failures& failures) {
    std::string shapes;
    for (const std::string& failure : failures) shapes += failure + "\n";
    EXPECT_TRUE(failures.empty()) << failures.size() << " failures:\n" << shapes;
  }

  const KernelSet& amx_ = *set_named("amx-int8");
  std::optional<test::TileEmulator> emulator_;
};

// What the tiles hold of a matrix: unit vectors for rows give it back, as their only code is 127 and their
// scale 1 / 127.
std::vector<float> tile_weights(const KernelSet& set, const test::RandomWeights& weights) {
  const auto inputs = static_cast<std::size_t>(weights.inputs());
  std::vector<float> unit(inputs * inputs);
  for (std::size_t k = 0; k < inputs; ++k) unit[k * (inputs + 1)] = 1.0f;
  return test::run_product(set, weights, unit, weights.inputs());  // [input][output]
}

// A 4-bit type's, of the chunk that begins with input `first`.
float tile_scale(TensorType type, const std::byte* panel, int output, int first) {
  const std::byte* chunk = panel + (first == 0 ? 0 : tile_panel_bytes(type, first));
  return reinterpret_cast<const NibbleHeader*>(chunk)->scales[output];
}

int chunk_and_a_bit(TensorType type) { return traits(type).block_elements == 256 ? 768 : 544; }

bool has_tile_form(TensorType type) { return traits(type).block_elements > 1; }

// A weight's step is the largest weight of its output's chunk of 512 over 126, or somewhat more where
// the format's codes are not all used. Half a step is the rounding; half a step more may come from the
// ratio, and half a step from the base of formats with minima.
TEST_F(AmxKernels, EveryTileWeightIsWithinAStepOfItsValue) {
  for (const TensorType type : test::all_types()) {
    if (!has_tile_form(type)) continue;
    const test::RandomWeights weights(type, 19, chunk_and_a_bit(type), 8);
    const auto found = tile_weights(amx_, weights);
    double squares = 0, worst = 0;
    for (int output = 0; output < weights.outputs(); ++output) {
      const auto exact = weights.decoded(output);
      for (int begin = 0; begin < weights.inputs(); begin += 512) {
        const int end = std::min(begin + 512, weights.inputs());
        float largest = 0;
        for (int k = begin; k < end; ++k) largest = std::max(largest, std::fabs(exact[static_cast<std::size_t>(k)]));
        for (int k = begin; k < end; ++k) {
          const double error = double{found[static_cast<std::size_t>(k * weights.outputs() + output)]} -
                               exact[static_cast<std::size_t>(k)];
          squares += error * error / (largest / 126) / (largest / 126);
          worst = std::max(worst, std::fabs(error) / (largest / 126));
        }
      }
    }
    const double rms = std::sqrt(squares / (weights.outputs() * weights.inputs()));
    EXPECT_LE(worst, 1.6) << weights.shape();
    EXPECT_LE(rms, 0.5) << weights.shape();  // uniform rounding alone: 0.29
  }
}

// x as the tiles see it: codes times a scale per 512 inputs.
std::vector<float> through_tiles(std::span<const float> x, int inputs) {
  std::vector<float> seen(x.begin(), x.end());
  for (std::size_t row = 0; row < x.size(); row += static_cast<std::size_t>(inputs)) {
    for (int begin = 0; begin < inputs; begin += 512) {
      const auto chunk = std::span(seen).subspan(row + static_cast<std::size_t>(begin),
                                                 static_cast<std::size_t>(std::min(512, inputs - begin)));
      float largest = 0;
      for (const float value : chunk) largest = std::max(largest, std::fabs(value));
      const float scale = largest / 127.0f;
      for (float& value : chunk) value = scale * std::nearbyint(value * (1.0f / scale));
    }
  }
  return seen;
}

TEST_F(AmxKernels, ProductsAreExactInWhatTheTilesHold) {
  for (const TensorType type : test::all_types()) {
    if (!has_tile_form(type)) continue;
    for (const int rows : {1, 16, 17, 67, 275}) {
      const test::RandomWeights weights(type, 19, chunk_and_a_bit(type), 8);
      const auto held = tile_weights(amx_, weights);
      const auto x = test::random_values(static_cast<std::size_t>(rows * weights.inputs()), 9);
      const auto seen = through_tiles(x, weights.inputs());
      const auto y = test::run_product(amx_, weights, x, rows);
      double errors = 0, sizes = 0;
      for (int row = 0; row < rows; ++row) {
        for (int output = 0; output < weights.outputs(); ++output) {
          double sum = 0;
          for (int k = 0; k < weights.inputs(); ++k) {
            sum += double{seen[static_cast<std::size_t>(row * weights.inputs() + k)]} *
                   held[static_cast<std::size_t>(k * weights.outputs() + output)];
          }
          const double error = y[static_cast<std::size_t>(row * weights.outputs() + output)] - sum;
          errors += error * error;
          sizes += sum * sum;
        }
      }
      EXPECT_LE(std::sqrt(errors / sizes), 1e-6) << weights.shape() << " rows=" << rows;
    }
  }
}

// Types that `avx512-vnni` keeps in the same form. The linear 4-bit ones are further down.
TEST_F(AmxKernels, GiveTheSameBitsAsTheVnniSet) {
  const KernelSet& vnni = *set_named("avx512-vnni");
  if (!vnni.supported()) GTEST_SKIP() << "needs " << vnni.needs;
  for (const TensorType type : test::all_types()) {
    if (quant_groups(type) > 0) continue;
    for (const int rows : {1, 17, 67}) {
      const test::RandomWeights weights(type, 53, chunk_and_a_bit(type), 8);
      const auto x = test::random_values(static_cast<std::size_t>(rows * weights.inputs()), 9);
      EXPECT_EQ(test::run_product(amx_, weights, x, rows), test::run_product(vnni, weights, x, rows))
          << weights.shape() << " rows=" << rows;
    }
  }
}

// What a chunk of 512 adds to an output: an exact sum of integers times both scales.
float add_chunk(std::span<const float> x, std::span<const float> weights, float weight_scale, float sum) {
  float largest = 0;
  for (const float value : x) largest = std::max(largest, std::fabs(value));
  const float scale = largest / 127.0f;
  int dot = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const int weight = static_cast<int>(std::nearbyint(weights[k] / weight_scale));
    dot += static_cast<int>(std::nearbyint(x[k] * (1.0f / scale))) * weight;
  }
  return std::fma(static_cast<float>(dot), weight_scale * scale, sum);
}

TEST_F(AmxKernels, FourBitProductsAreTheIntegerSumsOfTheTileLayout) {
  for (const TensorType type : test::all_types()) {
    if (quant_groups(type) == 0) continue;
    for (const int rows : {1, 17, 67}) {
      const test::RandomWeights weights(type, 53, chunk_and_a_bit(type), 8);
      const PackedMatrix packed = *weights.pack(amx_.layout);
      const auto x = test::random_values(static_cast<std::size_t>(rows * weights.inputs()), 9);
      const auto y = test::ProductRun(amx_, packed, x, rows).run();
      const auto inputs = static_cast<std::size_t>(weights.inputs());
      for (int output = 0; output < weights.outputs(); ++output) {
        std::vector<float> held(inputs);
        unpack_row(packed, output, held);
        for (int row = 0; row < rows; ++row) {
          float sum = 0;
          for (std::size_t begin = 0; begin < inputs; begin += kTileChunk) {
            const std::size_t count = std::min(inputs - begin, std::size_t{kTileChunk});
            const float scale = tile_scale(type, packed.panel(output / kTileOutputs), output % kTileOutputs, static_cast<int>(begin));
            sum = add_chunk(std::span(x).subspan(static_cast<std::size_t>(row) * inputs + begin, count),
                            std::span(held).subspan(begin, count), scale, sum);
          }
          ASSERT_EQ(y[static_cast<std::size_t>(row * weights.outputs() + output)], sum)
              << weights.shape() << " row " << row << " output " << output;
        }
      }
    }
  }
}

TEST_F(AmxKernels, ProductsMatchTheDoubleOracleOverAllTypesAndOddShapes) {
  expect_none(test::check_products(amx_));
}

TEST_F(AmxKernels, ProductsDoNotDependOnHowRowsAndPanelsAreSplit) {
  expect_none(test::check_product_splits(amx_));
}

TEST_F(AmxKernels, TheUnitRunsATileProductForAllItsOperations) {
  expect_none(test::check_arithmetic_units(amx_));
  if (!emulator_) return;
  constexpr std::uint64_t kTileOperations = 2 * 16 * 16 * 64;
  const long before = emulator_->executed();
  amx_.probes.quantised.run(0);
  const long around = emulator_->executed() - before;
  const std::uint64_t operations = amx_.probes.quantised.run(5);
  EXPECT_EQ(static_cast<std::uint64_t>(emulator_->executed() - before - 2 * around) * kTileOperations, operations);
}

}  // namespace
}  // namespace llada

#endif
