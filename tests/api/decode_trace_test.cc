#include "api/decode_trace.h"

#include <gtest/gtest.h>

#include "support/test_data.h"

namespace llada {
namespace {

const DecodeTrace kSmall{"staged",
                         "a \"model\"",
                         "frontier",
                         32,
                         128,
                         {{20, 5, {{1, 2, 3, 4, 5, 6, 7, 8}}},
                          {30, 9, {{32, 0, 0, 0, 0, 0, 32, 4}, {1, 0, 0, 0, 0, 0, 0, 5}}}}};

std::string complaint(const std::string& text) {
  const auto trace = parse_trace(text);
  if (trace) return "";
  EXPECT_EQ(trace.error().code, ErrorCode::kFormat);
  return trace.error().message;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(DecodeTrace, WhatIsWrittenIsReadBackEqual) {
  const auto trace = parse_trace(write_trace(kSmall));
  ASSERT_TRUE(trace) << trace.error().message;
  EXPECT_EQ(*trace, kSmall);
}

TEST(DecodeTrace, ColumnsMayBeLeftOutOrReordered) {
  const auto trace = parse_trace(
      R"({"format":"llada-decode-trace","version":1,"stage":"full","model":"m","decoder":"d","block":32,)"
      R"("max_tokens":128,"columns":["commits","current"],)"
      R"("requests":[{"prompt_tokens":1,"answer_tokens":2,"steps":[[2,32]]}]})");
  ASSERT_TRUE(trace) << trace.error().message;
  TraceStep step;
  step.current = 32;
  step.commits = 2;
  EXPECT_EQ(trace->requests[0].steps, std::vector{step});
}

TEST(DecodeTrace, ComplaintsNameThePathTheFindingAndTheBounds) {
  const std::string text = write_trace(kSmall);
  EXPECT_EQ(complaint(with(text, "[1,2,3,4,5,6,7,8]", "[1,2,3]")),
            "/requests/0/steps/0: expected a list of 8 counts");
  EXPECT_EQ(complaint(with(text, "[1,2,", "[1,-2,")),
            "/requests/0/steps/0/1: expected a whole number in 0..1048576, found -2");
  EXPECT_EQ(complaint(with(text, "[1,2,3,4,5,", "[0,0,0,0,0,")),
            "/requests/0/steps/0: 0 rows, allowed 1..1048576");
  EXPECT_EQ(complaint(with(text, "\"answer_tokens\":5", "\"answer_tokens\":0")),
            "/requests/0/answer_tokens: expected a whole number in 1..1048576, found 0");
  EXPECT_EQ(complaint(with(text, "\"staged\"", "\"later\"")),
            "/stage: 'later' is unknown; allowed: full, prefix, speculative, staged");
  EXPECT_EQ(complaint(with(text, "\"current\"", "\"rows\"")), "/columns: \"rows\" is unknown");
  EXPECT_EQ(complaint(with(text, "\"version\":1", "\"version\":2")),
            "/version: found 2, this reads 1");
  EXPECT_EQ(complaint("{}"), "/format is missing");
  EXPECT_EQ(complaint("[]"), ": expected an object, found array");
}

TEST(DecodeTrace, EveryTruncationIsRefused) {
  const std::string text = write_trace(kSmall);
  for (std::size_t size = 0; size + 2 < text.size(); ++size)
    EXPECT_FALSE(parse_trace(text.substr(0, size))) << size;
}

TEST(DecodeTrace, TheShippedTracesAreOfTheStageTheyAreNamedAfter) {
  for (const std::string name : {"full", "prefix", "speculative", "staged"}) {
    const auto trace = read_trace(test::source_path(fmt::format("profiles/traces/{}.json", name)));
    ASSERT_TRUE(trace) << trace.error().message;
    EXPECT_EQ(trace->stage, name);
    EXPECT_GE(trace->requests.size(), 4u);
  }
}

// The recorder against what the decoder's definition says.
class Recording : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = Model::load(test::default_model_path());
    ASSERT_TRUE(loaded) << loaded.error().message;
    model_ = loaded->release();
  }
  static void TearDownTestSuite() { delete model_; }

  static TraceRequest record(const std::string& decoder, bool stops) {
    return record(*decoder_by_name(decoder), stops);
  }
  static TraceRequest record(const DecodeConfig& config, bool stops) {
    GenerateOptions options;
    options.decode = config;
    options.decode.stop_at_eos = stops;
    options.max_tokens = 64;
    const auto prompt = model_->chat_prompt(std::vector<ChatMessage>{{"user", "What is 2 + 2?"}});
    TraceRecorder recorder(options.decode);
    recorder.begin(prompt->size());
    const auto completion =
        model_->generate(*prompt, options, [&](const StepView& view) { recorder.step(view); });
    EXPECT_TRUE(completion);
    recorder.end(*completion);
    return recorder.requests().at(0);
  }
  static Model* model_;
};
Model* Recording::model_ = nullptr;

TEST_F(Recording, TheReferenceLoopComputesEveryRowAndCommitsOneAStep) {
  const TraceRequest request = record("exact-ref", false);
  ASSERT_EQ(request.steps.size(), 64u);
  EXPECT_EQ(request.answer_tokens, 64);
  for (std::size_t at = 0; at < 64; ++at) {
    const TraceStep& step = request.steps[at];
    EXPECT_EQ(step.prompt, request.prompt_tokens);
    EXPECT_EQ(step.dense(), request.prompt_tokens + 64);
    EXPECT_EQ(step.current, 32 - static_cast<int>(at) % 32);
    EXPECT_EQ(step.logits, step.current);
    EXPECT_EQ(step.commits, 1);
    EXPECT_EQ(step.speculative + step.side, 0);
  }
}

TEST_F(Recording, AQuotaThatStopsAtTheEndPaysForNoPadding) {
  const TraceRequest request = record("exact-ref", true);
  EXPECT_LT(request.answer_tokens, 64);
  EXPECT_EQ(static_cast<int>(request.steps.size()), request.answer_tokens);
  for (const TraceStep& step : request.steps) EXPECT_EQ(step.commits, 1);
}

TEST_F(Recording, SparseRefreshComputesTheCanvasOnce) {
  DecodeConfig config = *decoder_by_name("frontier-dual");
  config.refresh = Refresh::kChanges;
  const TraceRequest request = record(config, false);
  for (std::size_t at = 0; at < request.steps.size(); ++at)
    EXPECT_EQ(request.steps[at].prompt, at == 0 ? request.prompt_tokens : 0);
}

TEST_F(Recording, ADualCacheComputesTheCanvasAtBlockEntryAndElseTheBlock) {
  const TraceRequest request = record("dual", false);
  int entries = 0, commits = 0;
  for (const TraceStep& step : request.steps) {
    const bool entry = step.prompt > 0;
    entries += entry;
    commits += step.commits;
    EXPECT_EQ(step.dense(), entry ? request.prompt_tokens + 64 : 32);
  }
  EXPECT_EQ(entries, 2);
  EXPECT_EQ(commits, 64);
}

TEST_F(Recording, BranchesAreSpeculativeRowsAndTheWordsSaySo) {
  DecodeConfig config = *decoder_by_name("frontier-dual");
  config.speculate.mode = SpeculateMode::kBranch;
  EXPECT_EQ(describe(config), "frontier, dual cache, branches");
  const TraceRequest request = record(config, true);
  int speculative = 0;
  for (const TraceStep& step : request.steps) speculative += step.speculative;
  EXPECT_GT(speculative, 0);
}

TEST_F(Recording, AnAnswerThatStopsCountsItsTokensAndTheEnd) {
  const TraceRequest request = record("frontier-dual", true);
  EXPECT_GT(request.answer_tokens, 1);
  EXPECT_LT(request.answer_tokens, 64);
}

}  // namespace
}  // namespace llada
