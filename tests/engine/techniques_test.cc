// Speculation and revision over real forward passes: a small model of random weights for what must
// hold of any model, the default model for what must hold of the one that ships.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "decode/answer.h"
#include "engine/generator.h"
#include "support/test_data.h"

namespace llada {
namespace {

struct Subject {
  std::unique_ptr<Weights> weights;
  const KernelSet* kernels;
  TokenId mask;
};

Subject random_weights() {
  auto files = ModelFiles::open(test::data_path("llada-tiny/llada-tiny-q8_0.gguf")).value();
  const KernelSet* kernels = find_kernel_set("auto").value();
  return {std::make_unique<Weights>(Weights::load(files, *kernels).value()), kernels, TokenId(1023)};
}

Generation generate(const Subject& subject, const DecodeConfig& config, int threads,
                    std::span<const TokenId> prompt, int tokens, SideHook hook = {}) {
  const auto pool = ThreadPool::create(threads).value();
  Generator generator(*subject.weights, *subject.kernels, *pool);
  generator.set_side_hook(std::move(hook));
  auto generation = generator.run(config, Canvas::after_prompt(prompt, tokens, subject.mask));
  EXPECT_TRUE(generation) << generation.error().message;
  return std::move(*generation);
}

std::vector<TokenId> tokens(const Generation& generation) {
  const auto all = generation.state.canvas.tokens();
  return {all.begin(), all.end()};
}

const std::vector<TokenId> kPrompt{TokenId(1000), TokenId(39), TokenId(695), TokenId(1023), TokenId(30)};

// Random weights are never sure: their top probabilities lie around 0.07. Low bars make the rules
// commit some tokens of a block in a step, not all.
DecodeConfig low_bars(CommitRule rule, CacheMode cache) {
  DecodeConfig config;
  config.commit = rule;
  config.cache = cache;
  config.block = 7;
  config.threshold = 0.08;
  config.far_threshold = 0.15;
  return config;
}

TEST(StrictDrafts, ChangeNeitherTokensNorStepsOfAnyRuleOverAnyCache) {
  const Subject subject = random_weights();
  std::uint64_t probes = 0;
  for (const CommitRule rule : {CommitRule::kQuota, CommitRule::kThreshold, CommitRule::kFrontier}) {
    for (const CacheMode cache : {CacheMode::kNone, CacheMode::kPrefix, CacheMode::kDual}) {
      DecodeConfig config = low_bars(rule, cache);
      const Generation off = generate(subject, config, 2, kPrompt, 24);
      config.speculate.mode = SpeculateMode::kStrict;
      config.speculate.start = 0;
      const Generation strict = generate(subject, config, 2, kPrompt, 24);
      EXPECT_EQ(tokens(off), tokens(strict));
      EXPECT_EQ(off.counts.steps, strict.counts.steps);
      EXPECT_GT(strict.state.metrics.drafts_proposed, 0);
      probes += strict.state.metrics.probe_rows;
    }
  }
  EXPECT_GT(probes, 0u);  // of the dual cache: the others compute the rows anyway
}

DecodeConfig dual_path(CacheMode cache) {
  DecodeConfig config = low_bars(CommitRule::kFrontier, cache);
  config.threshold = config.far_threshold = 0.15;  // few tokens a step, so many steps of evidence
  config.revise.mode = ReviseMode::kDualPath;
  config.revise.replace_threshold = 0.03;
  config.revise.remask_threshold = 0.05;
  config.revise.stable_threshold = 0.5;
  config.revise.side_rows = 6;
  return config;
}

// Delays of up to 3 ms, another for every step.
SideHook uneven(int salt) {
  return [salt](Step step) {
    std::this_thread::sleep_for(std::chrono::microseconds((step.value * 7919 + salt * 104729) % 3000));
  };
}

TEST(DualPath, GivesTheSameTextWhateverTheSidePathsDelayAndTheThreads) {
  const Subject subject = random_weights();
  int side_rows = 0, changes = 0;
  for (const CacheMode cache : {CacheMode::kNone, CacheMode::kPrefix, CacheMode::kDual}) {
    for (const int delay : {0, 1, 2}) {
      DecodeConfig config = dual_path(cache);
      config.revise.side_delay = delay;
      const Generation first = generate(subject, config, 1, kPrompt, 28);
      for (const int salt : {1, 2}) {
        const Generation other = generate(subject, config, 1 + salt, kPrompt, 28, uneven(salt));
        EXPECT_EQ(tokens(first), tokens(other)) << delay;
        EXPECT_EQ(first.counts.steps, other.counts.steps) << delay;
      }
      side_rows += static_cast<int>(first.state.metrics.side_rows);
      changes += first.state.metrics.replacements + first.state.metrics.demotions;
    }
  }
  EXPECT_GT(side_rows, 100);
  EXPECT_GT(changes, 0);
}

TEST(DualPath, CountsTheStepsThatWaitedForTheSidePath) {
  const Subject subject = random_weights();
  const SideHook slow = [](Step) { std::this_thread::sleep_for(std::chrono::milliseconds(60)); };
  DecodeConfig config = dual_path(CacheMode::kPrefix);
  config.threshold = config.far_threshold = 1;  // one token a step
  config.revise.side_delay = 0;
  const Generation generation = generate(subject, config, 2, kPrompt, 10, slow);
  EXPECT_GT(generation.counts.side_stalls, 0);
  EXPECT_GT(generation.counts.side_stall_seconds, 0);
}

TEST(DualPath, WithNoRevisionsAllowedGivesThePlainText) {
  const Subject subject = random_weights();
  for (const CacheMode cache : {CacheMode::kNone, CacheMode::kPrefix}) {
    DecodeConfig config = dual_path(cache);
    config.revise.max_revisions = 0;
    const Generation revised = generate(subject, config, 2, kPrompt, 24);
    config.revise.mode = ReviseMode::kOff;
    const Generation plain = generate(subject, config, 2, kPrompt, 24);
    EXPECT_EQ(tokens(revised), tokens(plain));
    EXPECT_EQ(revised.counts.steps, plain.counts.steps);
  }
}

TEST(Branches, GiveTheSameTextOnAnyThreadCount) {
  const Subject subject = random_weights();
  int tried = 0;
  for (const CacheMode cache : {CacheMode::kNone, CacheMode::kPrefix, CacheMode::kDual}) {
    DecodeConfig config = low_bars(CommitRule::kFrontier, cache);
    config.speculate.mode = SpeculateMode::kBranch;
    config.speculate.branch_tokens = 1;
    config.speculate.branch_threshold = 0.04;
    const Generation one = generate(subject, config, 1, kPrompt, 24);
    EXPECT_EQ(tokens(one), tokens(generate(subject, config, 3, kPrompt, 24)));
    tried += one.state.metrics.branches_tried;
  }
  EXPECT_GT(tried, 10);
}

TEST(Techniques, TogetherLeaveNoMask) {
  const Subject subject = random_weights();
  for (const SpeculateMode mode : {SpeculateMode::kHistory, SpeculateMode::kBranch}) {
    for (const CacheMode cache : {CacheMode::kNone, CacheMode::kPrefix, CacheMode::kDual}) {
      DecodeConfig config = dual_path(cache);
      config.speculate.mode = mode;
      config.speculate.threshold = 0.05;
      config.speculate.branch_threshold = 0.04;
      config.latency.dense = {{8, 1}, {32, 1}, {64, 2}};
      const Generation generation = generate(subject, config, 2, kPrompt, 25);
      for (int pos = 5; pos < generation.state.canvas.size(); ++pos) {
        EXPECT_FALSE(generation.state.canvas.is_masked(Position(pos)));
      }
    }
  }
}

TEST(Revision, IsRefusedForModelsWhoseLogitsAreShifted) {
  DecodeConfig config = dual_path(CacheMode::kNone);
  config.shift_logits = true;
  const Status status = validate(config);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("revise"), std::string::npos);
}

}  // namespace
}  // namespace llada
