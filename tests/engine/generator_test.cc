#include "engine/generator.h"

#include <gtest/gtest.h>

#include "support/scale.h"
#include "support/test_data.h"

namespace llada {
namespace {

constexpr int kAnswerTokens = test::scaled(20, 6);

class Generation8Bit : public testing::Test {
 protected:
  Generation run(DecodeConfig config, int threads, int max_tokens = kAnswerTokens) {
    config.end_tokens = {TokenId(1001)};
    auto files = ModelFiles::open(test::data_path("llada-tiny/llada-tiny-q8_0.gguf")).value();
    const KernelSet& kernels = **find_kernel_set("auto");
    const Weights weights = Weights::load(files, kernels).value();
    const auto pool = ThreadPool::create(threads).value();
    Generator generator(weights, kernels, *pool);
    const std::vector<TokenId> prompt{TokenId(1000), TokenId(39), TokenId(695), TokenId(1023), TokenId(30)};
    auto generation = generator.run(config, Canvas::after_prompt(prompt, max_tokens, TokenId(1023)));
    EXPECT_TRUE(generation) << generation.error().message;
    return std::move(*generation);
  }
  static std::vector<TokenId> tokens(const Generation& generation) {
    const auto all = generation.state.canvas.tokens();
    return {all.begin(), all.end()};
  }
};

TEST_F(Generation8Bit, GivesTheSameTokensOnAnyThreadCount) {
  for (const std::string_view name : decoder_names()) {
    DecodeConfig config = *decoder_by_name(name);
    config.temperature = 0.8;
    config.seed = 5;
    const auto one = tokens(run(config, 1));
    EXPECT_EQ(one, tokens(run(config, 2))) << name;
    EXPECT_EQ(one, tokens(run(config, 3))) << name;
  }
}

TEST_F(Generation8Bit, DependsOnTheSeedOnlyWithTemperature) {
  DecodeConfig config = *decoder_by_name("exact-threshold");
  const auto greedy = tokens(run(config, 2));
  config.seed = 77;
  EXPECT_EQ(greedy, tokens(run(config, 2)));
  config.temperature = 1.0;
  const auto sampled = tokens(run(config, 2));
  config.seed = 78;
  EXPECT_NE(sampled, tokens(run(config, 2)));
}

TEST_F(Generation8Bit, LeavesNoMaskWithoutEarlyStop) {
  for (const std::string_view name : decoder_names()) {
    DecodeConfig config = *decoder_by_name(name);
    config.stop_at_eos = false;
    config.block = test::scaled(32, 4);
    for (int max_tokens : {1, config.block + 1}) {
      const Generation generation = run(config, 2, max_tokens);
      for (int pos = 5; pos < generation.state.canvas.size(); ++pos) {
        EXPECT_FALSE(generation.state.canvas.is_masked(Position(pos))) << name << " " << max_tokens;
      }
    }
  }
}

TEST_F(Generation8Bit, GuidanceCountsTwoPassesAStepAndScaleZeroIsOff) {
  DecodeConfig config = *decoder_by_name("exact-ref");
  config.steps = kAnswerTokens / 2;
  config.stop_at_eos = false;
  const Generation plain = run(config, 2);
  EXPECT_EQ(plain.counts.forward_passes, plain.counts.steps);
  config.cfg_scale = 1.5;
  const Generation guided = run(config, 2);
  EXPECT_EQ(guided.counts.forward_passes, 2 * guided.counts.steps);
  EXPECT_NE(tokens(plain), tokens(guided));
}

TEST_F(Generation8Bit, StopsBetweenTwoStepsWhenCancelled) {
  auto files = ModelFiles::open(test::data_path("llada-tiny/llada-tiny-q8_0.gguf")).value();
  const KernelSet& kernels = **find_kernel_set("auto");
  const Weights weights = Weights::load(files, kernels).value();
  const auto pool = ThreadPool::create(2).value();
  Generator generator(weights, kernels, *pool);
  CancelFlag cancel;
  int steps = 0;
  const auto observer = [&](const StepReport&) {
    if (++steps == 3) cancel.cancel();
  };
  const std::vector<TokenId> prompt{TokenId(1000)};
  const auto generation = generator.run(*decoder_by_name("exact-ref"), Canvas::after_prompt(prompt, 64, TokenId(1023)), observer, &cancel);
  ASSERT_FALSE(generation);
  EXPECT_EQ(generation.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(steps, 3);
}

}  // namespace
}  // namespace llada
