#include "decode/sampling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace llada {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::vector<float> random_logits(std::uint64_t seed, std::size_t vocab) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal(0, 6);
  std::vector<float> logits(vocab);
  for (float& logit : logits) logit = normal(random);
  return logits;
}

SamplingRule rule_of(SamplingRule::Kind kind, double temperature = 0) {
  SamplingRule rule;
  rule.kind = kind;
  rule.temperature = temperature;
  return rule;
}

RowStats stats(std::span<const float> logits, const SamplingRule& rule) {
  return row_stats(logits, Position(3), Step(2), rule);
}

// exp(l_i) / sum exp(l_j) with nothing subtracted: `long double` holds the range.
std::vector<long double> plain_softmax(std::span<const float> logits) {
  std::vector<long double> p;
  long double sum = 0;
  for (const float logit : logits) p.push_back(std::exp(static_cast<long double>(logit)));
  for (const long double value : p) sum += value;
  for (long double& value : p) value /= sum;
  return p;
}

std::size_t at(TokenId token) { return static_cast<std::size_t>(token.value); }

TEST(RowStats, MatchTheSoftmaxSummedInLongDouble) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const std::vector<float> logits = random_logits(seed, 2 + 37 * seed);
    const std::vector<long double> p = plain_softmax(logits);
    const RowStats row = stats(logits, rule_of(SamplingRule::Kind::kGreedy));
    std::vector<long double> sorted = p;
    std::sort(sorted.rbegin(), sorted.rend());
    long double entropy = 0;
    for (const long double value : p) entropy -= value > 0 ? value * std::log(value) : 0;
    EXPECT_EQ(row.position, Position(3));
    EXPECT_EQ(p[at(row.top)], sorted[0]);
    EXPECT_EQ(p[at(row.second)], sorted[1]);
    EXPECT_NEAR(row.top_probability, static_cast<double>(sorted[0]), 1e-14);
    EXPECT_NEAR(row.second_probability, static_cast<double>(sorted[1]), 1e-14);
    EXPECT_NEAR(row.entropy, static_cast<double>(entropy), 1e-12);
    EXPECT_EQ(row.sampled, row.top);
    EXPECT_EQ(row.sampled_probability, row.top_probability);
  }
}

TEST(RowStats, HugeLogitsDoNotOverflow) {
  const std::vector<float> logits{3e38f, -3e38f, 3e38f, 0};
  const RowStats row = stats(logits, rule_of(SamplingRule::Kind::kGreedy));
  EXPECT_EQ(row.top, TokenId(0));
  EXPECT_EQ(row.second, TokenId(2));
  EXPECT_DOUBLE_EQ(row.top_probability, 0.5);
  EXPECT_DOUBLE_EQ(row.entropy, std::log(2.0));
}

TEST(RowStats, TiesGoToTheLowestToken) {
  const RowStats row = stats(std::vector<float>{1, 2, 2, 2}, rule_of(SamplingRule::Kind::kGreedy));
  EXPECT_EQ(row.top, TokenId(1));
  EXPECT_EQ(row.second, TokenId(2));
  EXPECT_EQ(row.sampled, TokenId(1));
}

TEST(RowStats, GumbelTakesTheArgmaxOfTheNoisyLogitsAndThePlainProbability) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::vector<float> logits = random_logits(seed, 50);
    SamplingRule rule = rule_of(SamplingRule::Kind::kGumbel, 0.8);
    rule.seed = seed;
    int best = 0;
    double best_score = -INFINITY;  // exp(l) / (-ln u)^T, as LLaDA has it
    for (int token = 0; token < 50; ++token) {
      const double u = gumbel_uniform(rule, Step(2), Position(3), TokenId(token));
      const double score = std::exp(static_cast<double>(logits[static_cast<std::size_t>(token)])) /
                           std::pow(-std::log(u), 0.8);
      if (score > best_score) best = token, best_score = score;
    }
    const RowStats row = stats(logits, rule);
    EXPECT_EQ(row.sampled, TokenId(best));
    EXPECT_NEAR(row.sampled_probability,
                static_cast<double>(plain_softmax(logits)[at(row.sampled)]), 1e-14);
  }
}

TEST(RowStats, NoiseDependsOnSeedStepPositionAndToken) {
  SamplingRule a, b;
  b.seed = 1;
  const double u = gumbel_uniform(a, Step(1), Position(2), TokenId(3));
  EXPECT_EQ(u, gumbel_uniform(a, Step(1), Position(2), TokenId(3)));
  EXPECT_NE(u, gumbel_uniform(b, Step(1), Position(2), TokenId(3)));
  EXPECT_NE(u, gumbel_uniform(a, Step(2), Position(2), TokenId(3)));
  EXPECT_NE(u, gumbel_uniform(a, Step(1), Position(3), TokenId(3)));
  EXPECT_NE(u, gumbel_uniform(a, Step(1), Position(2), TokenId(4)));
}

// At temperature 1 the Gumbel choice follows the softmax: 20000 draws, four standard deviations.
TEST(RowStats, GumbelAtTemperatureOneDrawsFromTheSoftmax) {
  const std::vector<float> logits{0.3f, 1.2f, -0.5f, 0};
  const std::vector<long double> p = plain_softmax(logits);
  for (const auto kind : {SamplingRule::Kind::kGumbel, SamplingRule::Kind::kDream}) {
    std::vector<int> counts(4);
    constexpr int kDraws = 20000;
    for (int step = 0; step < kDraws; ++step) {
      ++counts[at(row_stats(logits, Position(0), Step(step), rule_of(kind, 1)).sampled)];
    }
    for (std::size_t token = 0; token < 4; ++token) {
      const double expected = static_cast<double>(p[token]);
      EXPECT_NEAR(counts[token] / double{kDraws}, expected, 4 * std::sqrt(expected / kDraws));
    }
  }
}

TEST(RowStats, BannedTokensLeaveTheDistribution) {
  SamplingRule rule = rule_of(SamplingRule::Kind::kGreedy);
  rule.banned = {TokenId(1), TokenId(99), TokenId(-4)};
  const RowStats row = stats(std::vector<float>{0, 5, 1, 1}, rule);
  EXPECT_EQ(row.top, TokenId(2));
  EXPECT_EQ(row.sampled, TokenId(2));
  EXPECT_NEAR(row.sampled_probability, std::exp(1) / (1 + 2 * std::exp(1)), 1e-15);
}

TEST(RowStats, TheMaskIsNeverChosenButKeepsItsShare) {
  SamplingRule rule = rule_of(SamplingRule::Kind::kGreedy);
  rule.mask = TokenId(1);
  const RowStats row = stats(std::vector<float>{0, 5, 1}, rule);
  EXPECT_EQ(row.top, TokenId(1));
  EXPECT_EQ(row.sampled, TokenId(2));
  EXPECT_NEAR(row.sampled_probability, std::exp(1) / (1 + std::exp(1) + std::exp(5)), 1e-15);
}

TEST(RowStats, ZeroConfidenceTokensLeaveTheirShareToTheOthersAndHaveNone) {
  SamplingRule rule = rule_of(SamplingRule::Kind::kGreedy);
  rule.zero_confidence = {TokenId(0), TokenId(3)};
  const RowStats kept = stats(std::vector<float>{2, 5, 1, 2}, rule);
  EXPECT_EQ(kept.sampled, TokenId(1));
  EXPECT_NEAR(kept.sampled_probability, std::exp(5) / (std::exp(5) + std::exp(1)), 1e-15);
  EXPECT_NEAR(kept.top_probability, std::exp(5) / (std::exp(5) + std::exp(1) + 2 * std::exp(2)),
              1e-15);
  const RowStats zeroed = stats(std::vector<float>{7, 5, 1, 2}, rule);
  EXPECT_EQ(zeroed.sampled, TokenId(0));
  EXPECT_EQ(zeroed.sampled_probability, 0);
}

TEST(RowStats, DreamTopPKeepsTokensUntilThoseBeforeExceedIt) {
  SamplingRule rule = rule_of(SamplingRule::Kind::kDream);
  const std::vector<float> logits{std::log(0.5f), std::log(0.1f), std::log(0.3f), std::log(0.1f)};
  rule.top_p = 0.4;  // the second token's predecessors hold 0.5: it goes
  EXPECT_NEAR(stats(logits, rule).top_probability, 1, 1e-9);
  rule.top_p = 0.6;  // the second stays; the third's predecessors hold 0.8
  EXPECT_NEAR(stats(logits, rule).top_probability, 0.5 / 0.8, 1e-6);
  EXPECT_NEAR(stats(logits, rule).second_probability, 0.3 / 0.8, 1e-6);
}

TEST(RowStats, DreamTopKKeepsEqualsOfTheLast) {
  SamplingRule rule = rule_of(SamplingRule::Kind::kDream);
  rule.top_k = 2;
  const RowStats row = stats(std::vector<float>{1, 0, 0, -1}, rule);
  EXPECT_NEAR(row.top_probability, std::exp(1) / (std::exp(1) + 2), 1e-15);
}

TEST(RowStats, DreamTemperatureSharpensBeforeTheSoftmax) {
  const RowStats row = stats(std::vector<float>{1, 0}, rule_of(SamplingRule::Kind::kDream, 0.5));
  EXPECT_NEAR(row.top_probability, 1 / (1 + std::exp(-2.0)), 1e-15);
}

TEST(RowStats, DreamSurvivesTheLeastTemperature) {
  const RowStats row =
      stats(std::vector<float>{1, 50, 0}, rule_of(SamplingRule::Kind::kDream, 1e-320));
  EXPECT_EQ(row.sampled, TokenId(1));
  EXPECT_EQ(row.sampled_probability, 1);
}

TEST(RowStats, DreamFallsBackOnTextWhereOnlyTheMaskIsLeft) {
  SamplingRule rule = rule_of(SamplingRule::Kind::kDream, 0.7);
  rule.top_k = 1;
  rule.mask = TokenId(0);
  const RowStats row = stats(std::vector<float>{9, 1, 2}, rule);
  EXPECT_EQ(row.top, TokenId(0));
  EXPECT_EQ(row.second, TokenId(2));
  EXPECT_EQ(row.sampled, TokenId(2));
  EXPECT_EQ(row.sampled_probability, 0);
}

TEST(RowStats, RowsThatAreNoNumbersGiveNaN) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<std::vector<float>> rows{
      {}, {1}, {1, nan}, {nan, 1}, {1, kInfinity}, {-kInfinity, -kInfinity}};
  for (const auto kind :
       {SamplingRule::Kind::kGreedy, SamplingRule::Kind::kGumbel, SamplingRule::Kind::kDream}) {
    for (const std::vector<float>& logits : rows) {
      const RowStats row =
          stats(logits, rule_of(kind, kind == SamplingRule::Kind::kGreedy ? 0 : 1));
      EXPECT_TRUE(std::isnan(row.top_probability));
      EXPECT_TRUE(std::isnan(row.sampled_probability));
      EXPECT_TRUE(std::isnan(row.entropy));
    }
  }
}

TEST(Guidance, MovesAwayFromTheUnconditionalRow) {
  std::vector<float> conditional{1, 2, 3};
  apply_guidance(conditional, std::vector<float>{1, 1, 5}, 0.5);
  EXPECT_EQ(conditional, (std::vector<float>{1, 2.5f, 2}));
}

TEST(Guidance, AtScaleZeroChangesNothing) {
  std::vector<float> conditional{1, 2, 3};
  apply_guidance(conditional, std::vector<float>{1, 1, 5}, 0);
  EXPECT_EQ(conditional, (std::vector<float>{1, 2, 3}));
}

}  // namespace
}  // namespace llada
