// What holds of speculation and revision together, in any combination: the bounds and invariants of
// decoding.md 5.4 and 5.8, over 10,000 random configurations.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>

#include "decode/blocks.h"
#include "technique_case.h"

namespace llada::test {
namespace {

struct Sample {
  ToyModel model;
  ToyTask task;
  DecodeConfig config;
};

Sample sample(std::uint64_t seed) {
  RandomCase random(seed);
  const ToyModel model = random.chance(0.5) ? random.model() : random.steady_model();
  const ToyTask task = random.chance(0.3) ? random.infill(model) : random.continuation(model);
  DecodeConfig config = random_techniques(random, model, task);
  return {model, task, std::move(config)};
}

void expect_bounds(const Sample& s, const ToyRun& run) {
  const auto holes = static_cast<int>(std::count(s.task.holes.begin(), s.task.holes.end(), true));
  EXPECT_LE(run.state.step.value, holes * (1 + s.config.revise.max_revisions) + 1);
  for (const PositionRecord& record : run.state.records)
    EXPECT_LE(record.revisions, s.config.revise.max_revisions);
  const std::optional<Position> end = answer_end(run.state.canvas, s.config);
  const Position past = s.config.stop_at_eos && end ? *end : Position(run.state.canvas.size());
  EXPECT_FALSE(any_open(run.state.canvas, {Position(0), past})) << "a mask is left";
}

// What was given or had become stable is as it was.
void expect_settled_text_kept(const Canvas& before, const Canvas& after) {
  for (int i = 0; i < before.size(); ++i) {
    const PositionState state = before.state(Position(i));
    if (state != PositionState::kPrompt && state != PositionState::kStable) continue;
    EXPECT_EQ(after.state(Position(i)), state) << i;
    EXPECT_EQ(after.token(Position(i)), before.token(Position(i))) << i;
  }
}

// Every step fills more than it takes back.
void expect_progress(const DecodeState& before, const DecodeState& after) {
  const int commits = after.metrics.commits - before.metrics.commits;
  const int demotions = after.metrics.demotions - before.metrics.demotions;
  EXPECT_GE(commits, 1);
  EXPECT_LT(demotions, commits);
}

void expect_invariants(const ToyRun& run) {
  for (std::size_t i = 1; i < run.states.size(); ++i) {
    expect_settled_text_kept(run.states[i - 1].canvas, run.states[i].canvas);
    expect_progress(run.states[i - 1], run.states[i]);
  }
}

// Every mask of the current block is a row of the step and is asked for.
void expect_all_masks_asked(const Sample& s, const ToyRun& run) {
  for (std::size_t i = 1; i < run.plans.size(); ++i) {
    const DecodeState& state = run.states[i - 1];
    const auto masks = masked_in(state.canvas, current_block(state, s.config));
    ASSERT_GE(run.plans[i].logits.size(), masks.size());
    for (std::size_t at = 0; at < masks.size(); ++at)
      EXPECT_EQ(run.plans[i].logits[at].position, masks[at]);
  }
}

std::vector<int> replayed(const Sample& s, const ToyRun& run) {
  std::vector<int> tokens = s.task.tokens;
  for (const CanvasEvent& event : run.events) {
    if (event.kind == EventKind::kDone) continue;
    tokens[static_cast<std::size_t>(event.position.value)] = event.token.value;
  }
  return tokens;
}

TEST(Techniques, KeepTheirBoundsAndInvariantsInTenThousandConfigurations) {
  std::array<int, 6> used{};  // so that no technique goes untested
  const auto holds = [&] {
    const auto seed = *rc::gen::noShrink(
        rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
    SCOPED_TRACE(seed);
    const Sample s = sample(seed);
    const ToyRun run = decode(s.model, s.config, s.task.canvas());
    expect_bounds(s, run);
    expect_invariants(run);
    expect_all_masks_asked(s, run);
    EXPECT_EQ(replayed(s, run), run.tokens());
    const DecodeMetrics& m = run.state.metrics;
    const std::array now{m.drafts_promoted, m.branches_followed, m.replacements,
                         m.demotions,       m.side_merged,       m.frozen};
    for (std::size_t i = 0; i < used.size(); ++i) used[i] += now[i] > 0;
    RC_ASSERT(!testing::Test::HasFailure());
  };
  rc::detail::TestParams params;
  params.maxSuccess = 10000;
  const auto result = rc::detail::checkTestable(holds, rc::detail::TestMetadata{}, params);
  EXPECT_TRUE(result.is<rc::detail::SuccessResult>());
  for (const int runs : used) EXPECT_GT(runs, 25);
}

TEST(Techniques, GiveTheSameTextTwice) {
  for (std::uint64_t seed = 0; seed < 500 && !testing::Test::HasFailure(); ++seed) {
    const Sample s = sample(seed);
    EXPECT_EQ(decode(s.model, s.config, s.task.canvas()).tokens(),
              decode(s.model, s.config, s.task.canvas()).tokens());
  }
}

TEST(Revision, WithNoRevisionsAllowedChangesNothingButTheRowsRefreshed) {
  for (std::uint64_t seed = 0; seed < 1000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Sample s = sample(seed);
    if (s.config.cache == CacheMode::kDual) continue;  // sparse refresh is a change of its own
    s.config.speculate.mode = SpeculateMode::kOff;
    s.config.revise.max_revisions = 0;
    DecodeConfig off = s.config;
    off.revise.mode = ReviseMode::kOff;
    const ToyRun with = decode(s.model, s.config, s.task.canvas());
    const ToyRun without = decode(s.model, off, s.task.canvas());
    EXPECT_EQ(with.tokens(), without.tokens());
    EXPECT_EQ(with.state.step, without.state.step);
  }
}

TEST(Revision, OnTheSidePathTakesNoDenseRowsWithoutFreeLanes) {
  int side = 0;
  for (std::uint64_t seed = 0; seed < 500 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Sample s = sample(seed);
    s.config.cache = CacheMode::kPrefix;
    s.config.refresh = Refresh::kBlock;
    s.config.speculate.mode = SpeculateMode::kOff;
    s.config.latency = {};
    s.config.shift_logits = false;
    s.config.revise.mode = ReviseMode::kDualPath;
    const ToyRun run = decode(s.model, s.config, s.task.canvas());
    EXPECT_EQ(run.state.metrics.probe_rows, 0u);
    side += static_cast<int>(run.state.metrics.side_rows);
  }
  EXPECT_GT(side, 500);
}

TEST(FinalPrefix, UnderTechniquesGrowsStepByStepIntoTheWholeAnswer) {
  for (std::uint64_t seed = 0; seed < 1000 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const Sample s = sample(seed);
    const ToyRun run = decode(s.model, s.config, s.task.canvas());
    const std::vector<int> last = run.tokens();
    Position past = run.state.canvas.first_generated();
    for (const DecodeState& state : run.states) {
      const PositionRange now = final_prefix(state, s.config);
      ASSERT_GE(now.past(), past);
      past = now.past();
      for (const Position pos : now)
        ASSERT_EQ(state.canvas.token(pos).value, last[static_cast<std::size_t>(pos.value)]);
    }
    const std::optional<Position> end = answer_end(run.state.canvas, s.config);
    const bool cut = s.config.stop_at_eos && end;
    EXPECT_EQ(past, cut ? Position(end->value + 1) : run.state.canvas.generated().past());
  }
}

}  // namespace
}  // namespace llada::test
