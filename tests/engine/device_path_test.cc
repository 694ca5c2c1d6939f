// The same generations on a device as on the CPU: token for token, whatever its window and its failures.
#include "engine/device_dense_path.h"

#include <gtest/gtest.h>

#include <cstring>

#include "engine/generator.h"
#include "npu/host/host_device.h"
#include "support/scale.h"
#include "support/test_data.h"

namespace llada {
namespace {

constexpr int kTokens = test::scaled(20, 6);
const std::vector<TokenId> kPrompt{TokenId(1000), TokenId(39), TokenId(695), TokenId(1023), TokenId(30)};

struct Subject {
  std::unique_ptr<Weights> weights;
  const KernelSet* kernels;
};

Subject tiny(std::string_view type, std::string_view kernel = "auto") {
  auto files = ModelFiles::open(test::data_path(fmt::format("llada-tiny/llada-tiny-{}.gguf", type))).value();
  const KernelSet* kernels = find_kernel_set(kernel).value();
  return {std::make_unique<Weights>(Weights::load(files, *kernels).value()), kernels};
}

struct DeviceSetup {
  HostDeviceOptions device{.threads = 1};
  DevicePathOptions path;
};

std::unique_ptr<DeviceDensePath> path_of(const Subject& subject, const DeviceSetup& setup) {
  auto device = HostDevice::create(*subject.kernels, setup.device).value();
  return DeviceDensePath::create(*subject.weights, *subject.kernels, std::move(device), setup.path).value();
}

Result<Generation> generate(const Subject& subject, DecodeConfig config, const DeviceSetup* setup,
                            const StepObserver& observer = {}) {
  config.end_tokens = {TokenId(1001)};
  const auto pool = ThreadPool::create(1).value();
  Generator generator(*subject.weights, *subject.kernels, *pool);
  if (setup != nullptr) generator.set_device(path_of(subject, *setup));
  return generator.run(config, Canvas::after_prompt(kPrompt, kTokens, TokenId(1023)), observer);
}

std::vector<TokenId> tokens(const Result<Generation>& generation) {
  EXPECT_TRUE(generation) << generation.error().message;
  if (!generation) return {};
  const auto all = generation->state.canvas.tokens();
  return {all.begin(), all.end()};
}

// Bits of the statistics decide tokens, so equal tokens over many decoders say that statistics are equal.
TEST(DevicePath, GivesTheTokensOfTheCpuForEveryDecoderAndType) {
  for (const std::string_view type : {"f32", "q8_0", "q4_0"}) {
    const Subject subject = tiny(type);
    for (const std::string_view name : decoder_names()) {
      DecodeConfig config = *decoder_by_name(name);
      const DeviceSetup setup;
      EXPECT_EQ(tokens(generate(subject, config, &setup)), tokens(generate(subject, config, nullptr))) << type << " " << name;
      config.temperature = 0.9;
      config.seed = 3;
      EXPECT_EQ(tokens(generate(subject, config, &setup)), tokens(generate(subject, config, nullptr))) << type << " " << name;
    }
  }
}

DecodeConfig low_bars() {
  DecodeConfig config;
  config.commit = CommitRule::kThreshold;
  config.cache = CacheMode::kDual;
  config.block = 7;
  config.threshold = 0.08;
  return config;
}

TEST(DevicePath, GivesTheTokensOfTheCpuWithEveryTechnique) {
  const Subject subject = tiny("q8_0");
  DecodeConfig guided = *decoder_by_name("exact-ref");
  guided.cfg_scale = 1.5;
  DecodeConfig branches = low_bars();
  branches.speculate.mode = SpeculateMode::kBranch;
  DecodeConfig inlined = low_bars();
  inlined.revise.mode = ReviseMode::kInline;
  DecodeConfig dual_path = low_bars();
  dual_path.revise.mode = ReviseMode::kDualPath;
  const DeviceSetup setup;
  for (const DecodeConfig& config : {guided, branches, inlined, dual_path})
    EXPECT_EQ(tokens(generate(subject, config, &setup)), tokens(generate(subject, config, nullptr)));
}

std::uint64_t weight_bytes_of(const Subject& subject) { return total_bytes(weight_chunks(*subject.weights)->chunks); }

class DevicePathWindow : public testing::TestWithParam<ResidencyPolicy> {};

TEST_P(DevicePathWindow, SmallerThanTheWeightsChangesNoToken) {
  const Subject subject = tiny("q8_0");
  const DecodeConfig config = *decoder_by_name("exact-threshold");
  auto path = path_of(subject, {});
  ASSERT_TRUE(path->begin({.positions = 25}));
  const std::uint64_t working = StepProgram::working_bytes(
      path->device().capabilities(), weight_chunks(*subject.weights)->shape, weight_chunks(*subject.weights)->chunks,
      {64, 64, 64}).value();
  DeviceSetup setup;
  setup.device.window_bytes = working + weight_bytes_of(subject) * 3 / 4;
  setup.path.residency = GetParam();
  const auto generation = generate(subject, config, &setup);
  EXPECT_EQ(tokens(generation), tokens(generate(subject, config, nullptr)));
  ASSERT_TRUE(generation);
  EXPECT_EQ(generation->device.failure, "");
  EXPECT_GT(generation->device.counters.staged_bytes, weight_bytes_of(subject));  // some more than once
}

INSTANTIATE_TEST_SUITE_P(Policies, DevicePathWindow,
                         testing::Values(ResidencyPolicy::kNaive, ResidencyPolicy::kLru, ResidencyPolicy::kPlanned));

TEST(DevicePath, CopiesNothingWhereEverythingFitsTheWindow) {
  const Subject subject = tiny("q8_0");
  const DeviceSetup setup;
  const auto generation = generate(subject, *decoder_by_name("exact-threshold"), &setup);
  ASSERT_TRUE(generation);
  EXPECT_EQ(generation->device.counters.staged_bytes, 0u);
  EXPECT_EQ(generation->device.counters.maps, weight_chunks(*subject.weights)->chunks.size());
}

TEST(DevicePath, AWindowThatCannotHoldAStepIsAnErrorBeforeTheFirst) {
  const Subject subject = tiny("q8_0");
  DeviceSetup setup;
  setup.device.window_bytes = 64 << 10;
  int steps = 0;
  const auto generation =
      generate(subject, *decoder_by_name("exact-ref"), &setup, [&](const StepReport&) { ++steps; });
  ASSERT_FALSE(generation);
  EXPECT_EQ(generation.error().code, ErrorCode::kOutOfMemory);
  EXPECT_NE(generation.error().message.find("window"), std::string::npos) << generation.error().message;
  EXPECT_EQ(steps, 0);
}

struct Failure {
  DeviceFailure kind;
  std::uint64_t submission;
};

class DevicePathFailure : public testing::TestWithParam<Failure> {};

TEST_P(DevicePathFailure, EndsInTheSameTextThroughTheCpuWithEveryStepReportedOnce) {
  const Subject subject = tiny("q8_0");
  const DecodeConfig config = *decoder_by_name("exact-ref");
  std::vector<TokenId> revealed, expected;
  const auto listen = [](std::vector<TokenId>& to) {
    return [&to](const StepReport& report) {
      for (const CanvasEvent& event : report.events) to.push_back(event.token);
    };
  };
  const auto plain = generate(subject, config, nullptr, listen(expected));
  ASSERT_GT(plain->counts.steps, 2);
  DeviceSetup setup;
  setup.device.fault = DeviceFault{GetParam().submission, GetParam().kind};
  setup.path.timeout = std::chrono::milliseconds(300);
  const auto generation = generate(subject, config, &setup, listen(revealed));
  EXPECT_EQ(tokens(generation), tokens(plain));
  EXPECT_EQ(revealed, expected);
  ASSERT_TRUE(generation);
  EXPECT_NE(generation->device.failure.find(to_string(GetParam().kind)), std::string::npos);
}

std::vector<Failure> failures() {
  std::vector<Failure> all;
  for (const auto kind : {DeviceFailure::kLost, DeviceFailure::kTimedOut, DeviceFailure::kMapLost, DeviceFailure::kGarbage}) {
    for (const std::uint64_t submission : {0, 2}) all.push_back({kind, submission});
  }
  return all;
}
INSTANTIATE_TEST_SUITE_P(Failures, DevicePathFailure, testing::ValuesIn(failures()));

}  // namespace
}  // namespace llada
