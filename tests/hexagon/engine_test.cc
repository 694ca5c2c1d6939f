// Whole generations on the emulated NPU: the tokens of the host's exact device, whatever the decoder, the
// window, and what happens to the worker.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "hexagon/kill.h"
#include "hexagon/subject.h"

namespace llada {
namespace {

using test::tokens;

constexpr int kTokens = 12, kFewTokens = 6;

DecodeConfig low_bars() {
  DecodeConfig config;
  config.commit = CommitRule::kThreshold;
  config.cache = CacheMode::kDual;
  config.block = 7;
  config.threshold = 0.08;
  return config;
}

class HexagonEngine : public testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_HEXAGON(); }
};

TEST_F(HexagonEngine, GivesTheTokensOfTheHostForEveryDecoderAndType) {
  for (const auto& [type, dream] : {std::pair{TensorType::kQ8_0, false}, {TensorType::kQ4_0, true}}) {
    const test::Subject subject = test::small(type, dream);
    test::Pair pair(subject);
    for (const std::string_view name : decoder_names()) {
      const DecodeConfig config = *decoder_by_name(name);
      const auto generation = pair.on_hexagon(config, kTokens);
      EXPECT_EQ(tokens(generation), tokens(pair.on_host(config, kTokens))) << traits(type).name << " " << name;
      EXPECT_EQ(generation->device.failure, "");
      EXPECT_EQ(generation->device.name, "hexagon:emulated");
    }
  }
}

TEST_F(HexagonEngine, GivesTheTokensOfTheHostWithEveryTechnique) {
  const test::Subject subject = test::small(TensorType::kQ8_0);
  test::Pair pair(subject);
  DecodeConfig guided = *decoder_by_name("exact-ref");
  guided.cfg_scale = 1.5;
  DecodeConfig branches = low_bars();
  branches.speculate.mode = SpeculateMode::kBranch;
  DecodeConfig inlined = low_bars();
  inlined.revise.mode = ReviseMode::kInline;
  DecodeConfig dual_path = low_bars();  // the side path computes on the host's CPU meanwhile
  dual_path.revise.mode = ReviseMode::kDualPath;
  DecodeConfig warm = low_bars();
  warm.temperature = 0.9;
  warm.seed = 3;
  for (const DecodeConfig& config : {guided, branches, inlined, dual_path, warm})
    EXPECT_EQ(tokens(pair.on_hexagon(config, kTokens)), tokens(pair.on_host(config, kTokens)));
}

std::uint64_t weights_of(const test::Subject& subject) { return total_bytes(weight_chunks(*subject.weights)->chunks); }

std::uint64_t working_of(const test::Subject& subject) {
  const auto chunks = weight_chunks(*subject.weights).value();
  NpuCapabilities npu;
  npu.alignment_bytes = wire::kPage;
  npu.activations = TensorType::kF32;
  return StepProgram::working_bytes(npu, chunks.shape, chunks.chunks, {64, 64, 64}).value();
}

TEST_F(HexagonEngine, AWindowSmallerThanTheWeightsMapsThemInAndOutForTheSameTokens) {
  const test::Subject subject = test::tiny("q8_0");
  test::Pair pair(subject);
  const DecodeConfig config = *decoder_by_name("exact-threshold");
  for (const auto policy : {ResidencyPolicy::kNaive, ResidencyPolicy::kLru, ResidencyPolicy::kPlanned}) {
    test::HexagonSetup setup;
    setup.device.window_bytes = working_of(subject) + weights_of(subject) * 7 / 8;
    setup.path.residency = policy;
    const auto generation = pair.on_hexagon(config, kFewTokens, setup);
    EXPECT_EQ(tokens(generation), tokens(pair.on_host(config, kFewTokens)));
    ASSERT_TRUE(generation);
    EXPECT_EQ(generation->device.failure, "");
    EXPECT_GT(pair.counters().maps, weight_chunks(*subject.weights)->chunks.size());  // some more than once
    EXPECT_GT(pair.counters().unmaps, 0u);
    EXPECT_LE(pair.counters().visible_bytes, setup.device.window_bytes);
  }
}

TEST_F(HexagonEngine, RunsInAddressSpacesOf64To256MiB) {
  const test::Subject subject = test::tiny("q4_0");
  test::Pair pair(subject);
  const DecodeConfig config = *decoder_by_name("exact-threshold");
  const auto expected = tokens(pair.on_host(config, kFewTokens));
  for (const std::uint64_t mib : {64, 128, 256}) {
    test::HexagonSetup setup;
    setup.address_space_bytes = mib << 20;
    const auto generation = pair.on_hexagon(config, kFewTokens, setup);
    EXPECT_EQ(tokens(generation), expected) << mib << " MiB";
    EXPECT_EQ(generation->device.failure, "") << mib << " MiB";
  }
}

TEST_F(HexagonEngine, AnAddressSpaceThatCannotHoldAStepIsAnErrorWithTheSizes) {
  const test::Subject subject = test::tiny("q4_0");
  test::Pair pair(subject);
  test::HexagonSetup setup;
  setup.address_space_bytes = std::uint64_t{64} << 20;
  const auto generation = pair.on_hexagon(*decoder_by_name("exact-threshold"), 20000, setup);
  ASSERT_FALSE(generation);
  EXPECT_EQ(generation.error().code, ErrorCode::kOutOfMemory);
  EXPECT_NE(generation.error().message.find("window of"), std::string::npos) << generation.error().message;
}

TEST_F(HexagonEngine, AWorkerKilledAtAnyCommandCostsTimeNotTheText) { test::kill_workers(/*times=*/6, /*seed=*/1); }

TEST_F(HexagonEngine, AWorkerThatHangsOrRavesCostsTimeNotTheText) {
  const test::Subject subject = test::small(TensorType::kQ8_0);
  test::Pair pair(subject);
  const DecodeConfig config = *decoder_by_name("exact-threshold");
  const auto expected = tokens(pair.on_host(config, kTokens));
  for (const auto failure : {DeviceFailure::kTimedOut, DeviceFailure::kGarbage}) {
    test::HexagonSetup setup;
    setup.device.fault = DeviceFault{2, failure};
    setup.path.timeout = std::chrono::seconds(5);
    const auto generation = pair.on_hexagon(config, kTokens, setup);
    EXPECT_EQ(tokens(generation), expected);
    EXPECT_NE(generation->device.failure.find(to_string(failure)), std::string::npos) << generation->device.failure;
  }
}

}  // namespace
}  // namespace llada
