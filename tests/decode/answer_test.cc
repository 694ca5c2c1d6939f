#include "decode/answer.h"

#include <gtest/gtest.h>

#include "random_case.h"

namespace llada::test {
namespace {

constexpr TokenId kMask{0}, kText{1}, kEnd{2};

DecodeConfig ending() {
  DecodeConfig config;
  config.end_tokens = {kEnd};
  return config;
}

// One letter a position: p prompt, m mask, t committed text, e committed end token.
DecodeState state_of(std::string_view letters) {
  std::vector<bool> holes;
  for (const char letter : letters) holes.push_back(letter != 'p');
  Canvas canvas = Canvas::with_holes(std::vector<TokenId>(letters.size(), kText), holes, kMask);
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const Position pos(static_cast<int>(i));
    if (letters[i] != 't' && letters[i] != 'e') continue;
    EXPECT_TRUE(canvas.commit(pos, letters[i] == 'e' ? kEnd : kText));
  }
  return {.canvas = canvas,
          .step = {},
          .block_index = 0,
          .block_step = 0,
          .timestep = 0,
          .done = false};
}

std::optional<Position> end_of(std::string_view letters) {
  return answer_end(state_of(letters).canvas, ending());
}

int prefix_end(std::string_view letters, const DecodeConfig& config = ending()) {
  return final_prefix(state_of(letters), config).past().value;
}

TEST(AnswerEnd, IsTheFirstEndTokenWithNothingMaskedBefore) {
  EXPECT_EQ(end_of("ppttem"), Position(4));
  EXPECT_EQ(end_of("ppteeem"), Position(3));
  EXPECT_EQ(end_of("ppmtem"), std::nullopt);
  EXPECT_EQ(end_of("ppttt"), std::nullopt);
}

TEST(AnswerEnd, DoesNotCutOffFixedText) {
  EXPECT_EQ(end_of("pteptem"), Position(5));
  EXPECT_EQ(end_of("ptep"), std::nullopt);
}

TEST(FinalPrefix, EndsAtTheFirstMask) {
  EXPECT_EQ(prefix_end("ppttmt"), 4);
  EXPECT_EQ(prefix_end("ppmmmm"), 2);
  EXPECT_EQ(prefix_end("pptttt"), 6);
  EXPECT_EQ(final_prefix(state_of("ppttm"), ending()).first(), Position(2));
}

TEST(FinalPrefix, ContainsFixedTextBetweenHolesButNotBehindTheLast) {
  EXPECT_EQ(prefix_end("ptpptpm"), 6);
  EXPECT_EQ(prefix_end("ptpptpp"), 5);
}

TEST(FinalPrefix, EndsWithTheEndTokenOnlyWhenStoppingThere) {
  EXPECT_EQ(prefix_end("ptetm"), 3);
  DecodeConfig config = ending();
  config.stop_at_eos = false;
  EXPECT_EQ(prefix_end("ptetm", config), 4);
}

TEST(FinalPrefix, IsEmptyWithNothingGenerated) {
  EXPECT_TRUE(final_prefix(state_of("pp"), ending()).empty());
  EXPECT_TRUE(final_prefix(state_of(""), ending()).empty());
}

// The invariant of the append-only stream, over random decoders: each step's prefix extends the
// last, and the pieces add up to the prefix of the finished canvas.
TEST(FinalPrefix, GrowsStepByStepIntoTheWholeAnswer) {
  for (std::uint64_t seed = 0; seed < 600 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RandomCase random(seed);
    const ToyModel model = random.model();
    const ToyTask task = random.chance(0.4) ? random.infill(model) : random.continuation(model);
    DecodeConfig config = random.settings(model, task);
    config.commit = random.one_of({CommitRule::kQuota, CommitRule::kFrontier, CommitRule::kDream});
    const ToyRun run = decode(model, config, task.canvas());
    std::vector<TokenId> streamed;
    PositionRange sent(run.state.canvas.first_generated(), run.state.canvas.first_generated());
    for (const DecodeState& state : run.states) {
      const PositionRange now = final_prefix(state, config);
      ASSERT_EQ(now.first(), sent.first());
      ASSERT_GE(now.past(), sent.past());
      for (const Position pos : PositionRange(sent.past(), now.past()))
        streamed.push_back(state.canvas.token(pos));
      sent = now;
    }
    const std::optional<Position> end = answer_end(run.state.canvas, config);
    const bool cut = config.stop_at_eos && end;
    const Position past = cut ? Position(end->value + 1) : run.state.canvas.generated().past();
    std::vector<TokenId> whole;
    for (const Position pos : PositionRange(sent.first(), past))
      whole.push_back(run.state.canvas.token(pos));
    EXPECT_EQ(streamed, whole);
  }
}

}  // namespace
}  // namespace llada::test
