// Every block decoder against its literal oracle, token for token and forward for forward.
#include <gtest/gtest.h>

#include "block_oracle.h"
#include "decode/commit_rules.h"
#include "random_case.h"

namespace llada::test {
namespace {

constexpr int kCases = 400;

void expect_same_as_oracle(const ToyModel& model, const ToyTask& task, const DecodeConfig& config) {
  const OracleRun oracle = BlockOracle(model, task, config).run();
  const ToyRun run = decode(model, config, task.canvas());
  EXPECT_EQ(run.tokens(), oracle.tokens);
  EXPECT_EQ(run.state.step.value, oracle.forwards);
}

// Runs `kCases` random cases of the decoder; `vary` sets what the rule itself reads.
template <class Vary>
void compare(const char* decoder, bool infill, const Vary& vary) {
  for (std::uint64_t seed = 0; seed < kCases && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RandomCase random(seed);
    const ToyModel model = random.model();
    const ToyTask task = infill ? random.infill(model) : random.continuation(model);
    DecodeConfig config = random.settings(model, task);
    const DecodeConfig named = decoder_by_name(decoder).value();
    config.commit = named.commit;
    config.cache = named.cache;
    vary(random, config);
    expect_same_as_oracle(model, task, config);
  }
}

// From far fewer steps than tokens, to far more.
void vary_quota(RandomCase& random, DecodeConfig& config) {
  config.steps = random.chance(0.3) ? 0 : random.number(1, 40);
  if (random.chance(0.3)) config.remasking = Remasking::kRandom;
}

void vary_thresholds(RandomCase& random, DecodeConfig& config) {
  config.threshold = random.real(0.3, 0.99);
  config.far_threshold = random.real(config.threshold, 1);
}

void vary_factor(RandomCase& random, DecodeConfig& config) { config.factor = random.real(0.1, 3); }

TEST(BlockDecoders, ExactRefIsLladaGenerate) { compare("exact-ref", false, vary_quota); }
TEST(BlockDecoders, ExactRefFillsHolesAsTheOracleDoes) { compare("exact-ref", true, vary_quota); }
TEST(BlockDecoders, ExactThresholdIsFastDllmGenerate) {
  compare("exact-threshold", false, vary_thresholds);
}
TEST(BlockDecoders, FactorTakesTheLargestCountThatPasses) { compare("factor", false, vary_factor); }
TEST(BlockDecoders, PrefixRecomputesBlockAndSuffix) { compare("prefix", false, vary_thresholds); }
TEST(BlockDecoders, DualRecomputesTheBlockAlone) { compare("dual", false, vary_thresholds); }
TEST(BlockDecoders, FrontierHoldsFarPositionsToTheStricterBar) {
  compare("frontier", false, vary_thresholds);
}
TEST(BlockDecoders, FrontierPrefixIsFrontierOverThePrefixCache) {
  compare("frontier-prefix", false, vary_thresholds);
}
TEST(BlockDecoders, FrontierDualIsFrontierOverTheDualCache) {
  compare("frontier-dual", false, vary_thresholds);
}
TEST(BlockDecoders, CachedDecodersFillHolesAsTheOracleDoes) {
  compare("frontier-dual", true, vary_thresholds);
  compare("prefix", true, vary_thresholds);
}
TEST(BlockDecoders, AnyRuleRunsOverAnyCache) {
  compare("exact-ref", true, [](RandomCase& random, DecodeConfig& config) {
    vary_quota(random, config);
    config.cache = random.one_of({CacheMode::kPrefix, CacheMode::kDual});
  });
}

// The row sets matter: with the toy model a cached decoder seldom writes what the uncached one
// writes.
TEST(BlockDecoders, TheToyModelTellsTheCachesApart) {
  int none_dual = 0, prefix_dual = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    RandomCase random(seed);
    const ToyModel model = random.model();
    ToyTask task{std::vector<int>(24, 0), std::vector<bool>(24, true), 0};
    DecodeConfig config;
    const auto tokens = [&](CacheMode cache) {
      config.cache = cache;
      return decode(model, config, task.canvas()).tokens();
    };
    config.block = 8;
    none_dual += tokens(CacheMode::kNone) != tokens(CacheMode::kDual);
    prefix_dual += tokens(CacheMode::kPrefix) != tokens(CacheMode::kDual);
  }
  EXPECT_GT(none_dual, 45);
  EXPECT_GT(prefix_dual, 45);
}

TEST(BlockDecoders, AFactorRunKeepsThePapersRuleWhereFastDllmsCodeTakesTheLastOneToo) {
  const Candidates candidates{{Position(0), TokenId(1), 0.9, 0.9},
                              {Position(1), TokenId(1), 0.1, 0.1}};
  EXPECT_EQ(commit_factor(candidates, 1.0).size(), 1u);
}

}  // namespace
}  // namespace llada::test
