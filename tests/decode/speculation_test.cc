// Multi-block speculation over the toy model.
#include "decode/speculation.h"

#include <gtest/gtest.h>

#include "decode/blocks.h"
#include "random_case.h"

namespace llada::test {
namespace {

DecodeConfig random_speculation(RandomCase& random, const ToyModel& model, const ToyTask& task) {
  DecodeConfig config = random.settings(model, task);
  config.cfg_scale = 0;
  config.commit = random.one_of({CommitRule::kQuota, CommitRule::kThreshold, CommitRule::kFactor,
                                 CommitRule::kFrontier});
  config.cache = random.one_of({CacheMode::kNone, CacheMode::kPrefix, CacheMode::kDual});
  config.threshold = random.real(0.2, 0.99);
  config.far_threshold = random.real(config.threshold, 1);
  config.speculate = {.mode = SpeculateMode::kStrict,
                      .lookahead_blocks = random.number(1, 3),
                      .start = random.one_of({0.0, 0.3, 0.5, 0.9}),
                      .threshold = random.real(0.1, 0.99),
                      .history = random.number(1, 3),
                      .max_lag = random.number(0, 8),
                      .branches = random.number(1, 4),
                      .branch_tokens = random.number(1, 4),
                      .branch_threshold = random.real(0.05, 0.9)};
  if (random.chance(0.5)) config.latency.dense = {{8, 1}, {16, 2}, {32, 3}};
  // Drafts take lanes that would refresh others, so with a table sparse refresh is not neutral.
  if (config.cache == CacheMode::kDual && config.latency.empty())
    config.refresh = random.one_of({Refresh::kBlock, Refresh::kEntry, Refresh::kChanges});
  return config;
}

// The neutrality oracle: strict drafts change neither tokens nor steps.
TEST(StrictSpeculation, ChangesNeitherTokensNorStepsOnAnyTask) {
  int drafted = 0, probed = 0;
  for (std::uint64_t seed = 0; seed < 2000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RandomCase random(seed);
    const ToyModel model = random.model();
    const ToyTask task = random.chance(0.3) ? random.infill(model) : random.continuation(model);
    const DecodeConfig strict = random_speculation(random, model, task);
    DecodeConfig off = strict;
    off.speculate.mode = SpeculateMode::kOff;
    const ToyRun with = decode(model, strict, task.canvas());
    const ToyRun without = decode(model, off, task.canvas());
    EXPECT_EQ(with.tokens(), without.tokens());
    EXPECT_EQ(with.state.step, without.state.step);
    EXPECT_EQ(with.state.metrics.drafts_promoted, 0);
    drafted += with.state.metrics.drafts_proposed;
    probed += static_cast<int>(with.state.metrics.probe_rows);
  }
  EXPECT_GT(drafted, 1000);
  EXPECT_GT(probed, 1000);
}

TEST(HistorySpeculation, PromotesAndStillFillsEverythingWithinTheBound) {
  int promoted = 0, fewer_steps = 0;
  for (std::uint64_t seed = 0; seed < 2000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RandomCase random(seed);
    const ToyModel model = random.model();
    const ToyTask task = random.chance(0.3) ? random.infill(model) : random.continuation(model);
    DecodeConfig config = random_speculation(random, model, task);
    config.speculate.mode = SpeculateMode::kHistory;
    const ToyRun run = decode(model, config, task.canvas());
    EXPECT_LE(run.state.step.value, std::count(task.holes.begin(), task.holes.end(), true));
    for (std::size_t i = 0; i < task.tokens.size(); ++i) {
      if (task.holes[i]) continue;
      EXPECT_EQ(run.tokens()[i], task.tokens[i]);
    }
    EXPECT_EQ(decode(model, config, task.canvas()).tokens(), run.tokens());
    config.speculate.mode = SpeculateMode::kOff;
    promoted += run.state.metrics.drafts_promoted;
    fewer_steps += run.state.step < decode(model, config, task.canvas()).state.step;
  }
  EXPECT_GT(promoted, 100);
  EXPECT_GT(fewer_steps, 50);
}

// An entry pass that repeats a draft commits it whatever the rule grants a step, so a quota of one
// token a step takes as many steps fewer as drafts were accepted.
TEST(ConfirmedSpeculation, SavesAStepPerDraftUnderAQuotaOfOne) {
  int accepted = 0;
  for (std::uint64_t seed = 0; seed < 2000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RandomCase random(seed);
    const ToyModel model = random.steady_model();
    const ToyTask task = random.continuation(model);
    DecodeConfig config = random_speculation(random, model, task);
    config.commit = CommitRule::kQuota;
    config.speculate.mode = SpeculateMode::kConfirm;
    config.stop_at_eos = false;
    const ToyRun run = decode(model, config, task.canvas());
    const auto holes = static_cast<int>(std::count(task.holes.begin(), task.holes.end(), true));
    EXPECT_EQ(run.state.step.value + run.state.metrics.drafts_promoted, holes);
    EXPECT_EQ(run.state.metrics.drafts_revised, 0);
    accepted += run.state.metrics.drafts_promoted;
  }
  EXPECT_GT(accepted, 500);
}

DecodeConfig branching(RandomCase& random, const ToyModel& model, const ToyTask& task) {
  DecodeConfig config = random_speculation(random, model, task);
  config.commit = random.one_of({CommitRule::kThreshold, CommitRule::kFrontier});
  config.speculate.mode = SpeculateMode::kBranch;
  return config;
}

// Where the canvas has no say, a branch says what the sequence itself says.
TEST(BranchSpeculation, ChangesNothingWhereLogitsDependOnThePositionAlone) {
  int followed = 0;
  for (std::uint64_t seed = 0; seed < 2000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RandomCase random(seed);
    const ToyModel model(seed, random.number(5, 12), 4);
    const ToyTask task = random.chance(0.3) ? random.infill(model) : random.continuation(model);
    DecodeConfig config = branching(random, model, task);
    config.temperature = 0;
    const ToyRun branched = decode(model, config, task.canvas());
    config.speculate.mode = SpeculateMode::kOff;
    const ToyRun plain = decode(model, config, task.canvas());
    EXPECT_EQ(branched.tokens(), plain.tokens());
    EXPECT_EQ(branched.state.step, plain.state.step);
    followed += branched.state.metrics.branches_followed;
  }
  EXPECT_GT(followed, 200);
}

TEST(BranchSpeculation, TakesFewerStepsWhereItsGuessesHold) {
  int saved = 0, followed = 0, tried = 0;
  for (std::uint64_t seed = 0; seed < 2000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RandomCase random(seed);
    const ToyModel model = random.steady_model();
    const ToyTask task = random.continuation(model);
    DecodeConfig config = branching(random, model, task);
    config.threshold = random.real(0.2, 0.6);
    config.far_threshold = random.real(config.threshold, 1);
    const ToyRun branched = decode(model, config, task.canvas());
    followed += branched.state.metrics.branches_followed;
    tried += branched.state.metrics.branches_tried;
    config.speculate.mode = SpeculateMode::kOff;
    saved += decode(model, config, task.canvas()).state.step.value - branched.state.step.value;
  }
  EXPECT_GT(tried, followed);
  EXPECT_GT(followed, 50);
  EXPECT_GT(saved, 0);
}

// A canvas of 8 masks in two blocks of 4, the first one three quarters filled; dual cache.
class SecondBlock : public testing::Test {
 protected:
  void SetUp() override {
    config.block = 4;
    config.commit = CommitRule::kThreshold;
    config.cache = CacheMode::kDual;
    config.end_tokens = {TokenId(9)};
    config.speculate.mode = SpeculateMode::kHistory;
    state = start(config, Canvas::after_prompt({}, 8, kMask)).value();
    step_with([](Position pos) { return pos.value < 3 ? 0.95 : 0.1; });
  }

  // A step in which position p is offered token p + 1 with probability `of(p)`.
  template <class Of>
  void step_with(const Of& of, TokenId token = kNoToken) {
    last_plan = plan(state, config);
    StepResult result;
    for (const LogitRequest& request : last_plan.logits) {
      const double p = of(request.position);
      const TokenId offered = token == kNoToken ? TokenId(request.position.value + 1) : token;
      result.rows.push_back({request.position, offered, p, TokenId(0), 0, 0, offered, p});
    }
    MergeOutcome outcome = merge(state, config, last_plan, result).value();
    state = std::move(outcome.state);
  }
  [[nodiscard]] std::vector<int> drafted() const {
    std::vector<int> positions;
    for (const LogitRequest& request : plan(state, config).logits) {
      if (request.position.value >= 4) positions.push_back(request.position.value);
    }
    return positions;
  }
  // Leaves the first block open for one more step, then closes it.
  void draft_twice(double probability, TokenId token = kNoToken) {
    ASSERT_TRUE(state.canvas.remask(Position(2)));
    step_with([=](Position pos) { return pos.value >= 4 ? probability : pos.value == 2 ? 0.9 : 0; },
              token);
    step_with([=](Position pos) { return pos.value >= 4 ? probability : 0.9; }, token);
  }

  static constexpr TokenId kMask{0};
  DecodeConfig config;
  DecodeState state{Canvas::after_prompt({}, 0, kMask)};
  StepPlan last_plan;
};

TEST_F(SecondBlock, IsDraftedByProbesOnceTheFirstIsHalfFull) {
  EXPECT_EQ(drafted(), (std::vector<int>{4, 5, 6, 7}));
  const StepPlan next = plan(state, config);
  ASSERT_EQ(next.dense.size(), 8u);
  for (std::size_t row = 4; row < 8; ++row) {
    EXPECT_EQ(next.dense[row].role, RowRole::kProbe);
    EXPECT_EQ(next.dense[row].row_class, RowClass::kSpeculative);
    EXPECT_EQ(next.dense[row].token, kMask);
  }
  config.speculate.start = 0.8;
  EXPECT_TRUE(drafted().empty());
}

TEST_F(SecondBlock, IsDraftedAsFarAsTheTableHasFreeLanes) {
  config.latency.dense = {{6, 1.0}, {8, 1.5}};
  EXPECT_EQ(drafted(), (std::vector<int>{4, 5}));
  config.latency.dense = {{4, 1.0}, {8, 1.5}};
  EXPECT_TRUE(drafted().empty());
}

TEST_F(SecondBlock, NeedsNoLanesWhereItsRowsAreComputedAnyway) {
  config.latency.dense = {{8, 1.0}, {16, 1.5}};
  config.cache = CacheMode::kPrefix;
  EXPECT_EQ(drafted(), (std::vector<int>{4, 5, 6, 7}));
  EXPECT_EQ(plan(state, config).dense.size(), 8u);
}

TEST_F(SecondBlock, IsNotDraftedBehindAnEndToken) {
  ASSERT_TRUE(state.canvas.remask(Position(0)));
  ASSERT_TRUE(state.canvas.commit(Position(0), TokenId(9)));
  EXPECT_TRUE(drafted().empty());
  config.stop_at_eos = false;
  EXPECT_FALSE(drafted().empty());
}

TEST_F(SecondBlock, EntersWithTheDraftsThatHeldStill) {
  draft_twice(0.96);
  EXPECT_EQ(state.metrics.drafts_promoted, 4);
  EXPECT_TRUE(state.done);
  EXPECT_EQ(state.canvas.token(Position(7)), TokenId(8));
}

TEST_F(SecondBlock, EntersMaskedWhereADraftIsTooUnsure) {
  draft_twice(0.94);
  EXPECT_EQ(state.metrics.drafts_promoted, 0);
  EXPECT_TRUE(state.canvas.is_masked(Position(4)));
}

TEST_F(SecondBlock, EntersMaskedWhereTooMuchChangedSinceTheDraft) {
  config.speculate.max_lag = 0;
  draft_twice(0.96);
  EXPECT_EQ(state.metrics.drafts_promoted, 0);
}

TEST_F(SecondBlock, EntersMaskedWhereTheDraftNamedAnotherTokenBefore) {
  ASSERT_TRUE(state.canvas.remask(Position(2)));
  step_with([](Position pos) { return pos.value >= 4 ? 0.99 : pos.value == 2 ? 0.9 : 0; });
  step_with([](Position) { return 0.99; }, TokenId(7));
  EXPECT_EQ(state.metrics.drafts_promoted, 1);  // position 6, which was offered token 7 before too
}

TEST_F(SecondBlock, NeverEntersWithAnEndTokenFromHistory) {
  config.stop_at_eos = false;
  draft_twice(0.99, TokenId(9));
  EXPECT_EQ(state.metrics.drafts_promoted, 0);
  EXPECT_EQ(state.metrics.drafts_proposed, 4);
}

TEST_F(SecondBlock, CommitsInItsEntryPassTheDraftsThatThePassRepeats) {
  config.commit = CommitRule::kQuota;
  config.speculate.mode = SpeculateMode::kConfirm;
  draft_twice(0.2);
  EXPECT_EQ(state.metrics.drafts_promoted, 0);
  ASSERT_EQ(state.block_index, 1);
  step_with([](Position pos) { return pos.value == 6 ? 0.94 : 0.96; });
  EXPECT_EQ(state.metrics.drafts_promoted, 2);  // and one by the quota
  EXPECT_TRUE(state.canvas.is_masked(Position(6)));
  EXPECT_FALSE(state.canvas.is_masked(Position(7)));
}

TEST_F(SecondBlock, LeavesAloneInItsEntryPassWhatADraftDidNotName) {
  config.commit = CommitRule::kQuota;
  config.speculate.mode = SpeculateMode::kConfirm;
  draft_twice(0.99, TokenId(3));
  step_with([](Position) { return 0.99; }, TokenId(2));
  EXPECT_EQ(state.metrics.drafts_promoted, 0);
  EXPECT_EQ(state.metrics.commits, 6);  // five of the first block, one by the quota
}

TEST_F(SecondBlock, DoesNotTakeADraftThatIsToComeLastAheadOfItsTurn) {
  config.commit = CommitRule::kQuota;
  config.speculate.mode = SpeculateMode::kConfirm;
  config.stop_at_eos = false;
  config.zero_confidence = {TokenId(9)};
  draft_twice(0.99, TokenId(9));
  step_with([](Position) { return 0.99; }, TokenId(9));
  EXPECT_EQ(state.metrics.drafts_promoted, 0);
}

TEST_F(SecondBlock, UnderTheFrontierRuleDraftsBeyondAGapNeedTheFarBar) {
  config.commit = CommitRule::kFrontier;
  ASSERT_TRUE(state.canvas.remask(Position(2)));
  const auto gap_at_5 = [](Position pos) { return pos.value == 5 ? 0.2 : pos.value == 7 ? 0.9995 : 0.97; };
  step_with([&](Position pos) { return pos.value == 3 ? 0.1 : gap_at_5(pos); });
  step_with(gap_at_5);
  EXPECT_EQ(state.metrics.drafts_promoted, 2);
  EXPECT_FALSE(state.canvas.is_masked(Position(4)));
  EXPECT_TRUE(state.canvas.is_masked(Position(6)));
  EXPECT_FALSE(state.canvas.is_masked(Position(7)));
}

// Every number of rows its own bucket, `seconds` more for each.
LatencyTable rows_at(double seconds) {
  LatencyTable table;
  for (int rows = 1; rows <= 256; ++rows) table.dense.push_back({rows, 1 + seconds * rows});
  return table;
}

// The dual cache: elsewhere a draft takes no lane, as its row is computed anyway.
DecodeConfig speculation_over_dual_cache(RandomCase& random, const ToyModel& model, const ToyTask& task,
                                         SpeculateMode mode) {
  DecodeConfig config = random_speculation(random, model, task);
  config.commit = CommitRule::kThreshold;
  config.cache = CacheMode::kDual;
  config.refresh = Refresh::kBlock;
  config.speculate.mode = mode;
  config.speculate.start = 0.3;
  return config;
}

class SpeculationByTable : public testing::TestWithParam<SpeculateMode> {};

TEST_P(SpeculationByTable, IsOffWhereEveryRowCostsAndOnWhereNoneDoes) {
  int speculated = 0;
  for (std::uint64_t seed = 0; seed < 500 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RandomCase random(seed);
    const ToyModel model = random.steady_model();
    const ToyTask task = random.continuation(model);
    DecodeConfig config = speculation_over_dual_cache(random, model, task, GetParam());
    const auto ahead = [](const ToyRun& run) {
      return run.state.metrics.drafts_proposed + run.state.metrics.branches_tried;
    };
    config.latency = rows_at(0);
    speculated += ahead(decode(model, config, task.canvas()));
    config.latency = rows_at(1);
    const ToyRun costly = decode(model, config, task.canvas());
    EXPECT_EQ(ahead(costly), 0);
    config.speculate.mode = SpeculateMode::kOff;
    const ToyRun off = decode(model, config, task.canvas());
    EXPECT_EQ(costly.tokens(), off.tokens());
    EXPECT_EQ(costly.state.metrics.rows, off.state.metrics.rows);
  }
  EXPECT_GT(speculated, 200);
}

INSTANTIATE_TEST_SUITE_P(Modes, SpeculationByTable,
                         testing::Values(SpeculateMode::kStrict, SpeculateMode::kHistory, SpeculateMode::kConfirm,
                                         SpeculateMode::kBranch));

TEST(Speculation, WithGuidanceIsRefused) {
  DecodeConfig config;
  config.cfg_scale = 1;
  config.speculate.mode = SpeculateMode::kStrict;
  const Status status = validate(config);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUsage);
}

}  // namespace
}  // namespace llada::test
