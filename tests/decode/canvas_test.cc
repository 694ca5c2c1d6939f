#include "decode/canvas.h"

#include <gtest/gtest.h>

#include <set>

#include <functional>

namespace llada {
namespace {

constexpr TokenId kMask{9};

std::vector<TokenId> tokens(std::initializer_list<int> ids) {
  std::vector<TokenId> list;
  for (const int id : ids) list.emplace_back(id);
  return list;
}

std::vector<TokenId> tokens_of(const Canvas& canvas) {
  return {canvas.tokens().begin(), canvas.tokens().end()};
}

TEST(Canvas, APromptIsFollowedByMasks) {
  const Canvas canvas = Canvas::after_prompt(tokens({1, 2}), 3, kMask);
  EXPECT_EQ(tokens_of(canvas), tokens({1, 2, 9, 9, 9}));
  EXPECT_EQ(canvas.state(Position(1)), PositionState::kPrompt);
  EXPECT_TRUE(canvas.is_masked(Position(2)));
  EXPECT_EQ(canvas.first_generated(), Position(2));
  EXPECT_EQ(canvas.generated(), PositionRange(Position(2), Position(5)));
}

TEST(Canvas, AMaskTokenInThePromptIsText) {
  const Canvas canvas = Canvas::after_prompt(tokens({9}), 1, kMask);
  EXPECT_FALSE(canvas.is_masked(Position(0)));
  EXPECT_EQ(canvas.first_generated(), Position(1));
}

TEST(Canvas, HolesHideTheirTokenAndTheRegionSpansThemAll) {
  const Canvas canvas =
      Canvas::with_holes(tokens({1, 2, 3, 4, 5}), {false, true, false, true, false}, kMask);
  EXPECT_EQ(tokens_of(canvas), tokens({1, 9, 3, 9, 5}));
  EXPECT_EQ(canvas.state(Position(2)), PositionState::kPrompt);
  EXPECT_EQ(canvas.generated(), PositionRange(Position(1), Position(4)));
}

TEST(Canvas, PositionsBeyondTheHoleFlagsAreFixed) {
  const Canvas canvas = Canvas::with_holes(tokens({1, 2, 3}), {true}, kMask);
  EXPECT_EQ(canvas.generated(), PositionRange(Position(0), Position(1)));
}

TEST(Canvas, WithNothingToFillTheRegionIsEmptyAtTheEnd) {
  EXPECT_EQ(Canvas::after_prompt(tokens({1, 2}), 0, kMask).generated(),
            PositionRange(Position(2), Position(2)));
  EXPECT_EQ(Canvas::after_prompt(tokens({1}), -5, kMask).size(), 1);
  EXPECT_TRUE(Canvas::after_prompt({}, 0, kMask).generated().empty());
}

TEST(Canvas, TheRegionDoesNotShrinkAsItFills) {
  Canvas canvas = Canvas::after_prompt(tokens({1}), 2, kMask);
  ASSERT_TRUE(canvas.commit(Position(1), TokenId(4)));
  ASSERT_TRUE(canvas.commit(Position(2), TokenId(5)));
  EXPECT_EQ(canvas.generated(), PositionRange(Position(1), Position(3)));
}

using Transition = std::function<Status(Canvas&)>;

// Position 1 of the canvas in each state that an operation can bring about.
std::vector<std::pair<PositionState, Canvas>> canvases_by_state() {
  const Canvas masked = Canvas::after_prompt(tokens({1}), 1, kMask);
  Canvas draft = masked;
  EXPECT_TRUE(draft.propose(Position(1)));
  Canvas committed = masked;
  EXPECT_TRUE(committed.commit(Position(1), TokenId(4)));
  Canvas stable = committed;
  EXPECT_TRUE(stable.freeze(Position(1)));
  return {{PositionState::kPrompt, Canvas::with_holes(tokens({1, 2}), {true, false}, kMask)},
          {PositionState::kMasked, masked},
          {PositionState::kDraft, draft},
          {PositionState::kCommitted, committed},
          {PositionState::kStable, stable}};
}

void expect_allowed_only_from(std::set<PositionState> from, PositionState to, TokenId token,
                              const Transition& transition) {
  for (auto& [state, canvas] : canvases_by_state()) {
    SCOPED_TRACE(name_of(state));
    ASSERT_EQ(canvas.state(Position(1)), state);
    const TokenId before = canvas.token(Position(1));
    const Status status = transition(canvas);
    EXPECT_EQ(status.has_value(), from.count(state) > 0);
    EXPECT_EQ(canvas.state(Position(1)), from.count(state) > 0 ? to : state);
    EXPECT_EQ(canvas.token(Position(1)), from.count(state) > 0 ? token : before);
    if (!status) {
      EXPECT_EQ(status.error().code, ErrorCode::kInternal);
    }
  }
}

TEST(Canvas, OnlyAMaskOrADraftCanBeCommitted) {
  expect_allowed_only_from({PositionState::kMasked, PositionState::kDraft}, PositionState::kCommitted, TokenId(5),
                           [](Canvas& c) { return c.commit(Position(1), TokenId(5)); });
}

TEST(Canvas, OnlyACommittedTokenCanBeReplaced) {
  expect_allowed_only_from({PositionState::kCommitted}, PositionState::kCommitted, TokenId(5),
                           [](Canvas& c) { return c.replace(Position(1), TokenId(5)); });
}

TEST(Canvas, OnlyAMaskOrADraftCanBeProposedAnewAndTheMaskStaysVisible) {
  expect_allowed_only_from({PositionState::kMasked, PositionState::kDraft}, PositionState::kDraft,
                           kMask, [](Canvas& c) { return c.propose(Position(1)); });
}

TEST(Canvas, OnlyACommittedTokenOrADraftCanBeRemasked) {
  expect_allowed_only_from({PositionState::kCommitted, PositionState::kDraft}, PositionState::kMasked, kMask,
                           [](Canvas& c) { return c.remask(Position(1)); });
}

TEST(Canvas, OnlyACommittedTokenCanBeFrozen) {
  expect_allowed_only_from({PositionState::kCommitted}, PositionState::kStable, TokenId(4),
                           [](Canvas& c) { return c.freeze(Position(1)); });
}

TEST(Canvas, ATokenIsNeverReplacedByItself) {
  Canvas canvas = Canvas::after_prompt({}, 1, kMask);
  ASSERT_TRUE(canvas.commit(Position(0), TokenId(4)));
  EXPECT_FALSE(canvas.replace(Position(0), TokenId(4)));
}

TEST(Canvas, TheMaskAndNegativeIdsAreNoText) {
  Canvas canvas = Canvas::after_prompt({}, 2, kMask);
  EXPECT_FALSE(canvas.commit(Position(0), kMask));
  EXPECT_FALSE(canvas.commit(Position(0), TokenId(-1)));
  ASSERT_TRUE(canvas.commit(Position(0), TokenId(4)));
  EXPECT_FALSE(canvas.replace(Position(0), kMask));
  EXPECT_FALSE(canvas.replace(Position(0), TokenId(-1)));
}

TEST(Canvas, PositionsOffTheCanvasAreErrors) {
  Canvas canvas = Canvas::after_prompt({}, 2, kMask);
  for (const Position pos : {Position(-1), Position(2)}) {
    EXPECT_FALSE(canvas.commit(pos, TokenId(4)));
    EXPECT_FALSE(canvas.replace(pos, TokenId(4)));
    EXPECT_FALSE(canvas.remask(pos));
    EXPECT_FALSE(canvas.freeze(pos));
  }
}

TEST(Canvas, AnErrorNamesThePositionAndItsState) {
  Canvas canvas = Canvas::after_prompt(tokens({1}), 1, kMask);
  EXPECT_EQ(canvas.commit(Position(0), TokenId(4)).error().message,
            "canvas: commit position 0: not allowed while it is prompt");
}

}  // namespace
}  // namespace llada
