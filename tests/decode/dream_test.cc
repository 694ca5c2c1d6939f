// Dream's decoder against a literal oracle after HKUNLP/Dream's _sample and sample_tokens.
#include "decode/dream.h"

#include <gtest/gtest.h>

#include <numeric>

#include "base/random.h"
#include "decode/schedule.h"
#include "random_case.h"

namespace llada::test {
namespace {

struct DreamPick {
  int position;
  int token;
  double confidence;
};

// torch.linspace(1, eps, steps + 1) in float32, from both ends towards the middle.
std::vector<float> timesteps(double eps, int steps) {
  std::vector<float> t(static_cast<std::size_t>(steps) + 1);
  const float end = static_cast<float>(eps), stride = (end - 1.0f) / static_cast<float>(steps);
  for (int i = 0; i <= steps; ++i) {
    const bool first_half = i < (steps + 1) / 2;
    t[static_cast<std::size_t>(i)] = first_half ? 1.0f + stride * static_cast<float>(i)
                                                : end - stride * static_cast<float>(steps - i);
  }
  return t;
}

class DreamOracle {
 public:
  DreamOracle(const ToyModel& model, const ToyTask& task, const DecodeConfig& config)
      : model_(model), task_(task), c_(config), x_(task.tokens), open_(task.holes) {}

  std::vector<int> run() {
    const int masks = static_cast<int>(std::count(open_.begin(), open_.end(), true));
    const int steps = c_.steps == 0 ? masks : c_.steps;
    const std::vector<float> t = timesteps(c_.dream_epsilon, steps);
    for (int i = 0; i < steps; ++i) {
      const float share =
          i < steps - 1 ? 1 - t[static_cast<std::size_t>(i) + 1] / t[static_cast<std::size_t>(i)]
                        : 1;
      const std::vector<DreamPick> chosen = choose(picks(), share, i);
      for (const DreamPick& pick : chosen) {
        x_[static_cast<std::size_t>(pick.position)] = pick.token;
        open_[static_cast<std::size_t>(pick.position)] = false;
      }
      forwards_ += !chosen.empty();
      if (c_.stop_at_eos && ended()) break;
    }
    return x_;
  }
  [[nodiscard]] int forwards() const { return forwards_; }

 private:
  std::vector<DreamPick> picks() {
    std::vector<ToyRow> rows, hidden;
    for (std::size_t i = 0; i < x_.size(); ++i) {
      rows.push_back({static_cast<int>(i), x_[i]});
      hidden.push_back({static_cast<int>(i), task_.holes[i] ? x_[i] : task_.mask});
    }
    ToyCache cache(x_.size()), other(x_.size());
    ToyLogits logits = model_.forward(rows, cache);
    if (c_.cfg_scale > 0) guide(logits, model_.forward(hidden, other), c_.cfg_scale);
    std::vector<DreamPick> picks;
    for (std::size_t i = 0; i < x_.size(); ++i) {
      if (!open_[i]) continue;
      picks.push_back(pick(logits[c_.shift_logits && i > 0 ? i - 1 : i], static_cast<int>(i)));
    }
    return picks;
  }

  // sample_tokens(): temperature, top-p, top-k, softmax, draw, confidence.
  [[nodiscard]] DreamPick pick(const std::vector<float>& row, int position) const {
    std::vector<double> logits(row.begin(), row.end());
    for (const TokenId token : c_.banned) logits[static_cast<std::size_t>(token.value)] = -INFINITY;
    const std::vector<double> plain = logits;
    if (c_.temperature > 0) {
      for (double& logit : logits) logit /= c_.temperature;
    }
    if (c_.top_p < 1) top_p(logits);
    if (c_.top_k > 0) top_k(logits);
    const std::vector<double> p = softmax(logits);
    int token = best_token(noisy(logits, position));
    if (token < 0) token = best_token(plain);  // the mask was all that was left
    return {position, token, confidence(p, token)};
  }

  void top_p(std::vector<double>& logits) const {
    const std::vector<double> p = softmax(logits);
    double cumulative = 0;
    for (const std::size_t i : by_logit(logits)) {
      if (cumulative > c_.top_p) logits[i] = -INFINITY;
      cumulative += p[i];
    }
  }
  void top_k(std::vector<double>& logits) const {
    const std::vector<std::size_t> order = by_logit(logits);
    const double kth =
        logits[order[std::min(order.size(), static_cast<std::size_t>(c_.top_k)) - 1]];
    for (double& logit : logits) logit = logit < kth ? -INFINITY : logit;
  }
  static std::vector<std::size_t> by_logit(const std::vector<double>& logits) {
    std::vector<std::size_t> order(logits.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return logits[a] > logits[b]; });
    return order;
  }
  static std::vector<double> softmax(const std::vector<double>& logits) {
    const double max = *std::max_element(logits.begin(), logits.end());
    std::vector<double> p;
    for (const double logit : logits) p.push_back(std::exp(logit - max));
    const double sum = std::accumulate(p.begin(), p.end(), 0.0);
    for (double& value : p) value /= sum;
    return p;
  }

  [[nodiscard]] std::vector<double> noisy(std::vector<double> logits, int position) const {
    for (std::size_t token = 0; token < logits.size() && c_.temperature > 0; ++token) {
      const double u =
          uniform(c_.seed, RandomStream::kTokenGumbel, static_cast<std::uint32_t>(forwards_),
                  static_cast<std::uint32_t>(position), static_cast<std::uint32_t>(token));
      logits[token] -= std::log(-std::log(u));
    }
    return logits;
  }
  [[nodiscard]] int best_token(const std::vector<double>& scores) const {
    int best = -1;
    for (int token = 0; token < static_cast<int>(scores.size()); ++token) {
      const auto i = static_cast<std::size_t>(token);
      if (token == task_.mask || scores[i] == -INFINITY) continue;
      if (best < 0 || scores[i] > scores[static_cast<std::size_t>(best)]) best = token;
    }
    return best;
  }

  [[nodiscard]] double confidence(std::vector<double> p, int token) const {
    for (const TokenId last : c_.zero_confidence) {
      if (last.value == token) return -INFINITY;
    }
    if (c_.dream_order == DreamOrder::kEntropy) {
      double sum = 0;
      for (const double value : p) sum += value * std::log(value + 1e-10);
      return sum;
    }
    const double chosen = p[static_cast<std::size_t>(token)];
    std::sort(p.rbegin(), p.rend());
    return c_.dream_order == DreamOrder::kTopkMargin ? p[0] - p[1] : chosen;
  }

  [[nodiscard]] std::vector<DreamPick> choose(std::vector<DreamPick> picks, float share,
                                              int timestep) const {
    const auto draw = [&](RandomStream stream, int position) {
      return uniform(c_.seed, stream, static_cast<std::uint32_t>(timestep),
                     static_cast<std::uint32_t>(position));
    };
    if (c_.dream_order == DreamOrder::kOrigin) {
      std::erase_if(picks, [&](const DreamPick& pick) {
        return !(draw(RandomStream::kDreamOrigin, pick.position) < static_cast<double>(share));
      });
      return picks;
    }
    const auto count =
        static_cast<std::size_t>(static_cast<int>(static_cast<float>(picks.size()) * share));
    if (c_.dream_order_temperature > 0) {
      for (DreamPick& pick : picks) {
        const double u = draw(RandomStream::kDreamOrder, pick.position);
        pick.confidence = pick.confidence / c_.dream_order_temperature - std::log(-std::log(u));
      }
    }
    std::stable_sort(picks.begin(), picks.end(), [](const DreamPick& a, const DreamPick& b) {
      return a.confidence > b.confidence;
    });
    picks.resize(count);
    return picks;
  }

  // An end token with no mask before it and no fixed text behind it.
  [[nodiscard]] bool ended() const {
    std::size_t i = 0, past_fixed = task_.holes.size();
    while (past_fixed > 0 && task_.holes[past_fixed - 1]) --past_fixed;
    for (; i < x_.size() && !open_[i]; ++i) {
      const auto& ends = c_.end_tokens;
      if (i >= past_fixed && std::find(ends.begin(), ends.end(), TokenId(x_[i])) != ends.end())
        return true;
    }
    return false;
  }

  const ToyModel& model_;
  const ToyTask& task_;
  const DecodeConfig& c_;
  std::vector<int> x_;
  std::vector<bool> open_;
  int forwards_ = 0;
};

template <class Vary>
void compare(DreamOrder order, bool infill, const Vary& vary) {
  for (std::uint64_t seed = 0; seed < 200 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RandomCase random(seed);
    const ToyModel model = random.model();
    const ToyTask task = infill ? random.infill(model) : random.continuation(model);
    DecodeConfig config = random.settings(model, task);
    config.commit = CommitRule::kDream;
    config.dream_order = order;
    config.steps = random.chance(0.3) ? 0 : random.number(1, 40);
    config.dream_epsilon = random.one_of({0.0, 1e-3, 0.3});
    vary(random, config);
    DreamOracle oracle(model, task, config);
    const std::vector<int> expected = oracle.run();
    const ToyRun run = decode(model, config, task.canvas());
    EXPECT_EQ(run.tokens(), expected);
    EXPECT_EQ(run.state.step.value, oracle.forwards());
  }
}

void plain(RandomCase&, DecodeConfig&) {}
void truncated(RandomCase& random, DecodeConfig& config) {
  config.top_p = random.chance(0.6) ? random.real(0.05, 0.99) : 1;
  config.top_k = random.chance(0.6) ? random.number(1, 15) : 0;
}
void random_order(RandomCase& random, DecodeConfig& config) {
  truncated(random, config);
  config.dream_order_temperature = random.real(0.01, 2);
}

TEST(Dream, MaskgitPlusRanksByProbability) { compare(DreamOrder::kMaskgitPlus, false, plain); }
TEST(Dream, TopkMarginRanksByTheLeadOfTheBest) { compare(DreamOrder::kTopkMargin, false, plain); }
TEST(Dream, EntropyRanksByCertainty) { compare(DreamOrder::kEntropy, false, plain); }
TEST(Dream, OriginFlipsEachMaskByChance) { compare(DreamOrder::kOrigin, false, plain); }
TEST(Dream, TruncationComesBeforeConfidence) {
  compare(DreamOrder::kMaskgitPlus, false, truncated);
  compare(DreamOrder::kTopkMargin, false, truncated);
  compare(DreamOrder::kEntropy, false, truncated);
  compare(DreamOrder::kOrigin, false, truncated);
}
TEST(Dream, OrderTemperatureDrawsPositions) {
  compare(DreamOrder::kMaskgitPlus, false, random_order);
  compare(DreamOrder::kEntropy, false, random_order);
}
TEST(Dream, FillsHolesOverTheWholeCanvasAtOnce) { compare(DreamOrder::kEntropy, true, truncated); }

TEST(Dream, ScheduleMatchesTheFirstStepsWorkedByHand) {
  // 4 masks, 4 timesteps, eps 0: t = 1, .75, .5, .25, 0, so each step takes one of the masks left.
  EXPECT_EQ(dream_quota(4, dream_share(4, 0, 0)), 1);
  EXPECT_FLOAT_EQ(dream_share(4, 0, 1), 1.0f / 3);
  EXPECT_FLOAT_EQ(dream_share(4, 0, 2), 0.5f);
  EXPECT_EQ(dream_share(4, 0, 3), 1.0f);
  // With the default eps the first of 128 steps truncates 0.999 to none.
  EXPECT_EQ(dream_quota(128, dream_share(128, 1e-3, 0)), 0);
  EXPECT_EQ(dream_quota(128, dream_share(128, 1e-3, 1)), 1);
}

TEST(Dream, TimestepsThatCommitNothingCostNoForward) {
  const ToyModel model(7, 8);
  const ToyTask task{std::vector<int>(10, 0), std::vector<bool>(10, true), 0};
  for (const DreamOrder order : {DreamOrder::kOrigin, DreamOrder::kEntropy}) {
    DecodeConfig config = decoder_by_name("dream").value();
    config.steps = 1000;
    config.dream_order = order;
    const ToyRun run = decode(model, config, task.canvas());
    EXPECT_LE(run.state.step.value, 10);
    EXPECT_GT(run.state.timestep, run.state.step.value);
  }
}

// Drawing by Gumbel noise must give the frequencies of softmax(confidence / temperature).
TEST(Dream, OrderTemperatureDrawsTheFirstPositionBySoftmax) {
  const Candidates candidates{{Position(0), TokenId(1), 0, 0.2}, {Position(1), TokenId(1), 0, 0.9}};
  DecodeConfig config = decoder_by_name("dream").value();
  config.dream_order_temperature = 0.5;
  config.steps = 2;
  config.dream_epsilon = 0;
  constexpr int kDraws = 20000;
  int first = 0;
  for (config.seed = 0; config.seed < kDraws; ++config.seed) {
    const DecodeState state = start(config, Canvas::after_prompt({}, 2, TokenId(0))).value();
    first += commit_dream(candidates, state, config).at(0).position == Position(0);
  }
  const double expected = std::exp(0.4) / (std::exp(0.4) + std::exp(1.8));
  EXPECT_NEAR(first / double{kDraws}, expected, 0.01);
}

}  // namespace
}  // namespace llada::test
