// Plans worked out by hand on a canvas of two prompt tokens and two blocks of two masks.
#include <gtest/gtest.h>

#include <cmath>

#include "decode/decoder.h"

namespace llada {
namespace {

constexpr TokenId kMask{9};

DecodeConfig config_of(CacheMode cache) {
  DecodeConfig config;
  config.cache = cache;
  config.block = 2;
  return config;
}

DecodeState state_of(const DecodeConfig& config) {
  const std::vector<TokenId> prompt{TokenId(1), TokenId(2)};
  return start(config, Canvas::after_prompt(prompt, 4, kMask)).value();
}

// Every position asked for, with token 4 and a probability that falls with the position.
StepResult answer(const StepPlan& plan) {
  StepResult result;
  for (const LogitRequest& request : plan.logits) {
    const double p = 0.5 / (1 + request.position.value);
    result.rows.push_back({request.position, TokenId(4), p, TokenId(5), 0, 0, TokenId(4), p});
  }
  return result;
}

DecodeState next(const DecodeState& state, const DecodeConfig& config) {
  const StepPlan step = plan(state, config);
  return merge(state, config, step, answer(step)).value().state;
}

std::vector<int> positions(const StepPlan& plan, int sequence = 0) {
  std::vector<int> list;
  for (const PlanRow& row : plan.dense) {
    if (row.sequence.value == sequence) list.push_back(row.position.value);
  }
  return list;
}

std::vector<int> requested(const StepPlan& plan) {
  std::vector<int> list;
  for (const LogitRequest& request : plan.logits) list.push_back(request.position.value);
  return list;
}

// The state after as many steps as there are lists; each must compute those positions.
DecodeState after_steps_of(const DecodeConfig& config, const std::vector<std::vector<int>>& steps) {
  DecodeState state = state_of(config);
  for (const std::vector<int>& rows : steps) {
    EXPECT_EQ(positions(plan(state, config)), rows);
    state = next(state, config);
  }
  return state;
}

TEST(Plan, WithoutACacheEveryRowIsComputedAndTheBlocksMasksAreRead) {
  const DecodeConfig config = config_of(CacheMode::kNone);
  const DecodeState first = state_of(config);
  EXPECT_EQ(positions(plan(first, config)), (std::vector<int>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(requested(plan(first, config)), (std::vector<int>{2, 3}));
  const DecodeState second = next(first, config);
  EXPECT_EQ(positions(plan(second, config)), (std::vector<int>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(requested(plan(second, config)), (std::vector<int>{3}));
  EXPECT_EQ(plan(second, config).dense[2].token, TokenId(4));
  EXPECT_EQ(plan(second, config).dense[3].token, kMask);
}

TEST(Plan, PrefixComputesBlockAndSuffixAfterTheEntryPass) {
  const DecodeConfig config = config_of(CacheMode::kPrefix);
  DecodeState state = state_of(config);
  EXPECT_EQ(positions(plan(state, config)), (std::vector<int>{0, 1, 2, 3, 4, 5}));
  state = next(state, config);
  EXPECT_EQ(positions(plan(state, config)), (std::vector<int>{2, 3, 4, 5}));
  state = next(state, config);
  EXPECT_EQ(state.block_index, 1);
  EXPECT_EQ(positions(plan(state, config)), (std::vector<int>{0, 1, 2, 3, 4, 5}));
}

TEST(Plan, DualComputesTheBlockAloneAfterTheEntryPass) {
  const DecodeConfig config = config_of(CacheMode::kDual);
  const DecodeState state = next(state_of(config), config);
  EXPECT_EQ(positions(plan(state, config)), (std::vector<int>{2, 3}));
  EXPECT_EQ(plan(state, config).logits[0].source_row, 1);
}

TEST(Plan, RefreshAtEntryLeavesOutWhatHasNotChangedSince) {
  DecodeConfig config = config_of(CacheMode::kDual);
  config.refresh = Refresh::kEntry;
  config.block = 4;
  DecodeState state = next(state_of(config), config);  // fills position 2
  EXPECT_EQ(positions(plan(state, config)), (std::vector<int>{2, 3, 4, 5}));  // computed as a mask
  state = next(state, config);
  EXPECT_EQ(positions(plan(state, config)), (std::vector<int>{3, 4, 5}));
  EXPECT_EQ(requested(plan(state, config)), (std::vector<int>{4, 5}));
}

TEST(Plan, RefreshOfChangesComputesTheCanvasOnce) {
  DecodeConfig config = config_of(CacheMode::kDual);
  config.refresh = Refresh::kChanges;
  DecodeState state = state_of(config);
  EXPECT_EQ(positions(plan(state, config)), (std::vector<int>{0, 1, 2, 3, 4, 5}));
  state = next(next(state, config), config);
  ASSERT_EQ(state.block_index, 1);
  EXPECT_EQ(positions(plan(state, config)), (std::vector<int>{3, 4, 5}));
}

TEST(Plan, TheIntervalComputesTheCanvasAnewInsideABlock) {
  DecodeConfig config = config_of(CacheMode::kPrefix);
  config.block = 4;
  config.refresh_interval = 2;
  const std::vector<int> canvas{0, 1, 2, 3, 4, 5}, block{2, 3, 4, 5};
  const DecodeState state = after_steps_of(config, {canvas, block, canvas, block});
  EXPECT_TRUE(state.done);
  EXPECT_EQ(state.metrics.entry_steps, 2);
}

TEST(Plan, TheIntervalHoldsForSparseStepsButNotForTheirBlocksEntry) {
  DecodeConfig config = config_of(CacheMode::kDual);
  config.refresh = Refresh::kChanges;
  config.block = 3;
  config.refresh_interval = 2;
  const std::vector<int> canvas{0, 1, 2, 3, 4, 5};
  const DecodeState state = after_steps_of(config, {canvas, {2, 3, 4}, canvas, {4, 5}});
  EXPECT_TRUE(state.done);
}

TEST(Plan, TheIntervalCountsTheStepsOfTheAnswerWhereChangesAloneAreRefreshed) {
  DecodeConfig config = config_of(CacheMode::kDual);
  config.refresh = Refresh::kChanges;
  config.block = 1;
  config.refresh_interval = 2;
  const std::vector<int> canvas{0, 1, 2, 3, 4, 5};
  const DecodeState state = after_steps_of(config, {canvas, {2, 3}, canvas, {4, 5}});
  EXPECT_TRUE(state.done);
  EXPECT_EQ(state.metrics.entry_steps, 2);
}

TEST(Plan, IdleLanesRefreshWhatStandsNearestTheBlock) {
  DecodeConfig config = config_of(CacheMode::kDual);
  config.refresh = Refresh::kChanges;
  config.latency.dense = {{5, 1.0}, {6, 2.0}};
  const DecodeState state = next(next(state_of(config), config), config);
  EXPECT_EQ(positions(plan(state, config)), (std::vector<int>{3, 4, 5, 2, 1}));
}

TEST(Plan, RefreshOfChangesBringsTheRowsThatPredictMasks) {
  DecodeConfig config = config_of(CacheMode::kDual);
  config.refresh = Refresh::kChanges;
  config.shift_logits = true;
  config.block = 4;
  DecodeState state = next(next(state_of(config), config), config);
  const StepPlan step = plan(state, config);
  EXPECT_EQ(positions(step), (std::vector<int>{3, 4, 5}));
  EXPECT_EQ(step.logits[0].source_row, 0);
}

TEST(Plan, ABranchOfASparseStepComputesTheSameRows) {
  DecodeConfig config = config_of(CacheMode::kDual);
  config.refresh = Refresh::kChanges;
  config.block = 4;
  config.commit = CommitRule::kFrontier;
  config.speculate = {.mode = SpeculateMode::kBranch, .branch_tokens = 1, .branch_threshold = 0.01};
  const StepPlan step = plan(next(next(state_of(config), config), config), config);
  ASSERT_EQ(step.forks.size(), 1u);
  EXPECT_EQ(positions(step, 0), positions(step, 1));
  EXPECT_EQ(positions(step, 1), (std::vector<int>{3, 4, 5}));
  EXPECT_EQ(step.dense[4].token, TokenId(4));  // position 4, assumed
  EXPECT_EQ(step.logits.back().source_row, 5);
}

TEST(Plan, ShiftedLogitsBringTheRowBeforeTheBlock) {
  for (const CacheMode cache : {CacheMode::kPrefix, CacheMode::kDual}) {
    DecodeConfig config = config_of(cache);
    config.shift_logits = true;
    const DecodeState first = state_of(config);
    EXPECT_EQ(plan(first, config).logits[0].source_row, 1);
    const StepPlan second = plan(next(first, config), config);
    EXPECT_EQ(positions(second).front(), 1);
    EXPECT_EQ(requested(second), (std::vector<int>{3}));
    EXPECT_EQ(second.logits[0].source_row, 1);  // position 2 predicts position 3
  }
}

TEST(Plan, TheFirstPositionOfAShiftedModelReadsItsOwnRow) {
  DecodeConfig config = config_of(CacheMode::kDual);
  config.shift_logits = true;
  const DecodeState state = start(config, Canvas::after_prompt({}, 2, kMask)).value();
  EXPECT_EQ(plan(state, config).logits[0].source_row, 0);
  EXPECT_EQ(plan(state, config).logits[1].source_row, 0);
}

TEST(Plan, GuidanceAddsASequenceWhosePromptIsMasked) {
  DecodeConfig config = config_of(CacheMode::kDual);
  config.cfg_scale = 1;
  const DecodeState first = state_of(config);
  const StepPlan entry = plan(first, config);
  EXPECT_EQ(positions(entry, 1), (std::vector<int>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(entry.dense[6].token, kMask);
  EXPECT_EQ(entry.logits[0].unconditional_row, 8);
  const StepPlan second = plan(next(first, config), config);
  EXPECT_EQ(positions(second, 1), (std::vector<int>{2, 3}));
  EXPECT_EQ(second.dense[2].token, TokenId(4));  // generated text is not hidden
  EXPECT_EQ(second.logits[0].unconditional_row, 3);
}

TEST(Plan, AFixedPositionInsideABlockIsComputedButNotRead) {
  DecodeConfig config = config_of(CacheMode::kDual);
  config.block = 3;
  const std::vector<TokenId> tokens(6, TokenId(1));
  const Canvas canvas = Canvas::with_holes(tokens, {false, true, false, true, false, false}, kMask);
  const DecodeState state = next(start(config, canvas).value(), config);
  EXPECT_EQ(positions(plan(state, config)), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(requested(plan(state, config)), (std::vector<int>{3}));
}

TEST(Plan, ABlockOfFixedTextAloneCostsNoForward) {
  DecodeConfig config = config_of(CacheMode::kNone);
  const std::vector<TokenId> tokens(6, TokenId(1));
  const Canvas canvas = Canvas::with_holes(tokens, {true, false, false, false, true, false}, kMask);
  const DecodeState second = next(start(config, canvas).value(), config);
  EXPECT_EQ(second.block_index, 2);
  EXPECT_EQ(second.step, Step(1));
  EXPECT_TRUE(next(second, config).done);
}

TEST(Plan, DreamReadsEveryMask) {
  DecodeConfig config = config_of(CacheMode::kDual);
  config.commit = CommitRule::kDream;
  const DecodeState first = state_of(config);
  EXPECT_EQ(requested(plan(first, config)), (std::vector<int>{2, 3, 4, 5}));
  EXPECT_EQ(positions(plan(next(first, config), config)), (std::vector<int>{2, 3, 4, 5}));
}

TEST(Plan, ADoneDecoderPlansNothing) {
  const DecodeConfig config = config_of(CacheMode::kNone);
  DecodeState state = state_of(config);
  while (!state.done) state = next(state, config);
  EXPECT_TRUE(plan(state, config).dense.empty());
  EXPECT_TRUE(plan(state, config).logits.empty());
  EXPECT_EQ(plan(state, config).step, Step(4));
}

TEST(Start, RefusesACanvasWithNothingToFill) {
  const Result<DecodeState> state = start({}, Canvas::after_prompt({}, 0, kMask));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, ErrorCode::kUsage);
}

TEST(Start, RefusesABadConfig) {
  DecodeConfig config;
  config.block = 0;
  EXPECT_FALSE(start(config, Canvas::after_prompt({}, 1, kMask)));
}

class MergeErrors : public testing::Test {
 protected:
  void expect_refused(const DecodeState& state, ErrorCode code) {
    const Result<MergeOutcome> outcome = merge(state, config_, plan_, result_);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, code) << outcome.error().message;
  }

  DecodeConfig config_ = config_of(CacheMode::kNone);
  DecodeState state_ = state_of(config_);
  StepPlan plan_ = plan(state_, config_);
  StepResult result_ = answer(plan_);
};

TEST_F(MergeErrors, AMissingRow) {
  result_.rows.pop_back();
  expect_refused(state_, ErrorCode::kInternal);
}

TEST_F(MergeErrors, ARowForAnotherPosition) {
  result_.rows[1].position = Position(5);
  expect_refused(state_, ErrorCode::kInternal);
}

TEST_F(MergeErrors, APlanOfAnotherStep) {
  plan_.step = Step(7);
  expect_refused(state_, ErrorCode::kInternal);
}

TEST_F(MergeErrors, APlanThatAsksForOtherPositions) {
  plan_.logits[0].position = Position(5);
  expect_refused(state_, ErrorCode::kInternal);
}

TEST_F(MergeErrors, ADecoderThatIsDone) {
  state_.done = true;
  expect_refused(state_, ErrorCode::kInternal);
}

TEST_F(MergeErrors, AProbabilityThatIsNoNumberPointsAtTheWeights) {
  result_.rows[1].sampled_probability = std::nan("");
  expect_refused(state_, ErrorCode::kFormat);
  result_ = answer(plan_);
  result_.rows[0].entropy = INFINITY;
  expect_refused(state_, ErrorCode::kFormat);
}

TEST_F(MergeErrors, AHeadThatOffersTheMaskGetsTheBestOtherToken) {
  result_.rows[0].sampled = result_.rows[0].top = kMask;
  result_.rows[0].second = TokenId(6);
  result_.rows[0].second_probability = 0.75;
  const MergeOutcome outcome = merge(state_, config_, plan_, result_).value();
  EXPECT_EQ(outcome.state.canvas.token(Position(2)), TokenId(6));
  EXPECT_EQ(outcome.events.at(0).probability, 0.75);
}

// Position 2 offers a sure end token, position 3 doubtful text: the text goes first.
TEST(ZeroConfidence, RanksAfterAnyOtherTokenUnderEveryRule) {
  for (const std::string_view name : decoder_names()) {
    DecodeConfig config = decoder_by_name(name).value();
    config.block = 2;
    config.dream_epsilon = 0;
    config.zero_confidence = {TokenId(7)};
    const DecodeState state = start(config, Canvas::after_prompt({}, 2, kMask)).value();
    const StepPlan step = plan(state, config);
    StepResult result = answer(step);
    result.rows[0] = {Position(0), TokenId(7), 0.99, TokenId(5), 0, 0, TokenId(7), 0.99};
    result.rows[1] = {Position(1), TokenId(4), 0.1, TokenId(5), 0.09, 3, TokenId(4), 0.1};
    const Canvas canvas = merge(state, config, step, result).value().state.canvas;
    EXPECT_TRUE(canvas.is_masked(Position(0))) << name;
    EXPECT_EQ(canvas.token(Position(1)), TokenId(4)) << name;
  }
}

}  // namespace
}  // namespace llada
