#include "api/replay.h"

#include <gtest/gtest.h>

namespace llada {
namespace {

DecodeTrace trace_of(std::string stage, std::vector<TraceStep> steps, int answer_tokens) {
  return {std::move(stage), "model", "decoder", 32, 40, {{20, answer_tokens, std::move(steps)}}};
}

constexpr TraceStep first{.current = 32, .refresh = 8, .prompt = 20, .logits = 32, .commits = 4};
constexpr TraceStep later{.current = 28, .unstable = 4, .logits = 28, .commits = 6};

ModelOptions one_thread() {
  ModelOptions options;
  options.threads = 1;
  return options;
}

ReplayOptions small() { return {.shape = "llada-mini", .type = "q8_0", .prompt_tokens = 20, .tokens = 40}; }

TEST(Replay, TimesTheRecordedRowsOfEveryStageInTheOrderOfTheLadder) {
  const std::vector<DecodeTrace> traces{trace_of("staged", {first, later}, 10),
                                        trace_of("full", {first, first, later}, 14)};
  for (const char* device : {"cpu", "host"}) {
    ModelOptions model = one_thread();
    model.device.name = device;
    const auto report = replay_ladder(model, traces, small());
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_EQ(report->rungs.size(), 2u);
    EXPECT_EQ(report->rungs[0].stage, "full");
    EXPECT_EQ(report->rungs[0].timed, 2);  // 60 rows and 32, rounded up to 64 and 32
    // One first step, and the others (40 - 4) / (10 - 4) times.
    EXPECT_DOUBLE_EQ(report->rungs[1].steps, 1 + 6);
    EXPECT_DOUBLE_EQ(report->rungs[1].rows_per_step, (60 + 6 * 32) / 7.0);
    EXPECT_EQ(report->rungs[1].timed, 0);
    for (const ReplayedRung& rung : report->rungs) EXPECT_GT(rung.seconds, 0);
  }
}

TEST(Replay, StepsWiderThanTheCanvasAreTimedAsProbes) {
  TraceStep wide = later;
  wide.speculative = 50;
  const std::vector<DecodeTrace> traces{trace_of("speculative", {first, wide}, 10)};
  const auto report = replay_ladder(one_thread(), traces, small());
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->rungs[0].timed, 2);
}

TEST(Replay, AnUnknownShapeIsAUsageError) {
  ReplayOptions options = small();
  options.shape = "llada-9b";
  const auto report = replay_ladder({}, {}, options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kUsage);
}

}  // namespace
}  // namespace llada
