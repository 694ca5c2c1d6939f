// What holds of every decoder on every task, over random combinations of rule, cache, holes and
// settings.
#include <gtest/gtest.h>

#include "random_case.h"

namespace llada::test {
namespace {

struct Sample {
  ToyModel model;
  ToyTask task;
  DecodeConfig config;
};

Sample sample(std::uint64_t seed) {
  RandomCase random(seed);
  const ToyModel model = random.model();
  const ToyTask task = random.chance(0.5) ? random.infill(model) : random.continuation(model);
  DecodeConfig config = random.settings(model, task);
  config.commit = random.one_of({CommitRule::kQuota, CommitRule::kThreshold, CommitRule::kFactor,
                                 CommitRule::kFrontier, CommitRule::kDream});
  config.cache = random.one_of({CacheMode::kNone, CacheMode::kPrefix, CacheMode::kDual});
  config.dream_order = random.one_of({DreamOrder::kOrigin, DreamOrder::kMaskgitPlus,
                                      DreamOrder::kTopkMargin, DreamOrder::kEntropy});
  config.steps = random.chance(0.5) ? 0 : random.number(1, 40);
  config.threshold = random.real(0.2, 0.99);
  config.far_threshold = random.real(config.threshold, 1);
  config.factor = random.real(0.1, 3);
  if (config.commit == CommitRule::kQuota && random.chance(0.5))
    config.remasking = Remasking::kRandom;
  return {model, task, config};
}

// Calls body(sample, run) for many random cases.
template <class Body>
void for_all(const Body& body) {
  for (std::uint64_t seed = 0; seed < 1000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const Sample s = sample(seed);
    body(s, decode(s.model, s.config, s.task.canvas()));
  }
}

bool any_open(const Canvas& canvas, PositionRange range) {
  return std::any_of(range.begin(), range.end(),
                     [&](Position pos) { return canvas.is_masked(pos); });
}

TEST(Decoders, LeaveNoMaskUnlessAnEndTokenClosedTheAnswerBeforeIt) {
  for_all([](const Sample& s, const ToyRun& run) {
    const Canvas& canvas = run.state.canvas;
    const std::optional<Position> end = answer_end(canvas, s.config);
    const bool stopped = s.config.stop_at_eos && end;
    EXPECT_FALSE(any_open(canvas, {Position(0), stopped ? *end : Position(canvas.size())}));
  });
}

TEST(Decoders, NeverChangeWhatWasGiven) {
  for_all([](const Sample& s, const ToyRun& run) {
    for (std::size_t i = 0; i < s.task.tokens.size(); ++i) {
      if (s.task.holes[i]) continue;
      EXPECT_EQ(run.tokens()[i], s.task.tokens[i]) << i;
    }
  });
}

TEST(Decoders, NeverWriteTheMaskOrABannedToken) {
  for_all([](const Sample& s, const ToyRun& run) {
    for (const CanvasEvent& event : run.events) {
      if (event.kind != EventKind::kReveal) continue;
      EXPECT_NE(event.token, TokenId(s.task.mask));
      for (const TokenId banned : s.config.banned) EXPECT_NE(event.token, banned);
    }
  });
}

TEST(Decoders, CommitAtLeastOnePositionAStepAndEachOnce) {
  for_all([](const Sample& s, const ToyRun& run) {
    const auto holes = std::count(s.task.holes.begin(), s.task.holes.end(), true);
    EXPECT_LE(run.state.step.value, holes);
    EXPECT_LE(static_cast<long>(run.events.size()), holes + 1);
    EXPECT_GE(static_cast<long>(run.events.size()), run.state.step.value + 1);
  });
}

TEST(Decoders, TakeNoMoreStepsThanTheSchedulePlusOneABlock) {
  for_all([](const Sample& s, const ToyRun& run) {
    if (s.config.commit != CommitRule::kQuota || s.config.steps == 0) return;
    const int blocks = run.state.canvas.generated().size() / s.config.block + 1;
    EXPECT_LE(run.state.step.value, s.config.steps + blocks);
  });
}

TEST(Decoders, TakeExactlyTheAskedStepsWhereBlocksDivideThem) {
  const ToyModel model(3, 8);
  const ToyTask task{std::vector<int>(24, 0), std::vector<bool>(24, true), 0};
  for (const int steps : {3, 6, 12, 24}) {
    DecodeConfig config = decoder_by_name("exact-ref").value();
    config.block = 8;
    config.steps = steps;
    EXPECT_EQ(decode(model, config, task.canvas()).state.step.value, steps);
  }
}

TEST(Decoders, EventsReplayToTheFinalCanvas) {
  for_all([](const Sample& s, const ToyRun& run) {
    std::vector<int> replayed = s.task.tokens;
    for (const CanvasEvent& event : run.events) {
      if (event.kind == EventKind::kReveal) {
        replayed[static_cast<std::size_t>(event.position.value)] = event.token.value;
      }
      EXPECT_GE(event.probability, 0);
      EXPECT_LE(event.probability, 1 + 1e-12);
    }
    EXPECT_EQ(replayed, run.tokens());
    EXPECT_EQ(run.events.back().kind, EventKind::kDone);
  });
}

TEST(Decoders, SameSeedSameText) {
  for_all([](const Sample& s, const ToyRun& run) {
    EXPECT_EQ(decode(s.model, s.config, s.task.canvas()).tokens(), run.tokens());
  });
}

TEST(Decoders, AnotherSeedGivesOtherTextOnlyUnderChance) {
  int greedy_changed = 0, random_changed = 0;
  for_all([&](const Sample& s, const ToyRun& run) {
    if (s.config.commit == CommitRule::kDream || s.config.remasking == Remasking::kRandom) return;
    DecodeConfig other = s.config;
    other.seed ^= 1;
    const bool changed = decode(s.model, other, s.task.canvas()).tokens() != run.tokens();
    (s.config.temperature > 0 ? random_changed : greedy_changed) += changed;
  });
  EXPECT_EQ(greedy_changed, 0);
  EXPECT_GT(random_changed, 100);
}

TEST(Decoders, ACacheRefreshedEveryStepChangesNothing) {
  int cached = 0;
  for_all([&](const Sample& s, const ToyRun& run) {
    if (s.config.cache == CacheMode::kNone) return;
    DecodeConfig fresh = s.config, none = s.config;
    fresh.refresh_interval = 1;
    none.cache = CacheMode::kNone;
    const std::vector<int> tokens = decode(s.model, fresh, s.task.canvas()).tokens();
    EXPECT_EQ(tokens, decode(s.model, none, s.task.canvas()).tokens());
    cached += tokens != run.tokens();
  });
  EXPECT_GT(cached, 50);  // without it they differ
}

// Stopping early must not change what comes before the end token.
TEST(Decoders, StoppingAtAnEndTokenKeepsTheTextBeforeIt) {
  int stopped = 0;
  for_all([&](const Sample& s, const ToyRun&) {
    if (s.config.end_tokens.empty()) return;
    DecodeConfig config = s.config;
    config.stop_at_eos = true;
    const ToyRun early = decode(s.model, config, s.task.canvas());
    config.stop_at_eos = false;
    const ToyRun full = decode(s.model, config, s.task.canvas());
    const std::optional<Position> end = answer_end(full.state.canvas, config);
    EXPECT_EQ(answer_end(early.state.canvas, config), end);
    const int kept = end ? end->value + 1 : full.state.canvas.size();
    const std::vector<int> a = early.tokens(), b = full.tokens();
    EXPECT_TRUE(std::equal(a.begin(), a.begin() + kept, b.begin()));
    stopped += early.state.step.value < full.state.step.value;
  });
  EXPECT_GT(stopped, 50);
}

}  // namespace
}  // namespace llada::test
