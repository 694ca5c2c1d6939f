#include "api/simulate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "api/residency_report.h"
#include "support/test_data.h"

namespace llada {
namespace {

DeviceProfile profile(const std::string& name) {
  auto read = read_profile(test::source_path("profiles/" + name + ".json"));
  EXPECT_TRUE(read) << read.error().message;
  return *read;
}

Network eight_billion() {
  auto network = network_of_shape("llada-8b", TensorType::kQ4_0);
  EXPECT_TRUE(network);
  return *network;
}

// The decisions of a rung, by its schedule: `steps` steps of `rows` rows, of which every 32nd
// begins a block with a pass over everything.
DecodeTrace trace_of(std::string stage, int rows, bool entries) {
  DecodeTrace trace{std::move(stage), "none", "by hand", 32, 128, {{75, 128, {}}}};
  for (int at = 0; at < 128; ++at) {
    TraceStep step;
    step.current = 32;
    const bool whole = rows > 32 || (entries && at % 32 == 0);
    if (whole) step.prompt = 75, step.refresh = 96;
    step.commits = 1;
    step.logits = 32;
    trace.requests[0].steps.push_back(step);
  }
  return trace;
}

std::vector<DecodeTrace> shipped() {
  std::vector<DecodeTrace> traces;
  for (const auto stage : trace_stages()) {
    auto trace = read_trace(test::source_path(fmt::format("profiles/traces/{}.json", stage)));
    if (trace) traces.push_back(std::move(*trace));
  }
  return traces;
}

SimulationReport simulated(std::span<const DecodeTrace> traces,
                           const SimulateOptions& options = {}) {
  auto report = simulate(profile("sm8750"), eight_billion(), traces, options);
  EXPECT_TRUE(report) << report.error().message;
  return *report;
}

// arXiv 2606.13740, GSM8K, 128 tokens, SM8750: the first four rungs calibrate the model.
TEST(Simulate, TheFirstFourRungsAreWithinFifteenPercentOfThePublishedOnes) {
  const auto report = simulated(shipped());
  ASSERT_GE(report.ladder.size(), 4u);
  const std::array published{2996.2, 607.0, 341.2, 87.0};
  for (std::size_t rung = 0; rung < published.size(); ++rung) {
    EXPECT_NEAR(report.ladder[rung].seconds / published[rung], 1, 0.15) << report.ladder[rung].name;
    EXPECT_NEAR(report.ladder[rung].steps, 128, 0.5);
  }
}

// They test it: recorded decisions of another model, replayed.
TEST(Simulate, TheLastTwoRungsAreWithinAQuarterOfThePublishedOnes) {
  const auto report = simulated(shipped());
  ASSERT_EQ(report.ladder.size(), 6u);
  EXPECT_NEAR(report.ladder[4].seconds / 71.6, 1, 0.25);
  EXPECT_LT(report.ladder[4].steps, 120);
  EXPECT_NEAR(report.ladder[5].seconds / 16.1, 1, 0.25);
  const double gain = report.ladder[1].seconds / report.ladder[5].seconds;
  EXPECT_GT(gain, 17);
  EXPECT_LT(gain, 42);
}

TEST(Simulate, AStepOf128RowsTakesThePublishedTimeOnBothUnits) {
  DecodeTrace trace = trace_of("full", 203, false);
  trace.requests[0].steps.assign(1, TraceStep{32, 0, 0, 96, 0, 0, 32, 1});
  trace.requests[0].answer_tokens = 128;
  DecodeTrace prefix = trace;
  prefix.stage = "prefix";
  const auto report = simulated(std::vector{trace, prefix});
  EXPECT_NEAR(report.ladder[0].seconds, 14.76, 0.2);
  EXPECT_NEAR(report.ladder[3].seconds, 1.53, 0.03);  // 2 %
}

TEST(Simulate, TheSameQuestionGivesTheSameAnswerToTheLastDigit) {
  const std::vector traces{trace_of("prefix", 32, true)};
  EXPECT_EQ(write_json(simulation_json(simulated(traces))),
            write_json(simulation_json(simulated(traces))));
}

TEST(Simulate, RungsWithoutATraceAreLeftOutWithANote) {
  const auto report = simulated(std::vector{trace_of("full", 203, false)});
  EXPECT_EQ(report.ladder.size(), 1u);
  ASSERT_EQ(report.notes.size(), 5u);
  EXPECT_EQ(report.notes[0], "'+ prefix KV reuse' is left out: no trace of the stage 'prefix'");
  EXPECT_FALSE(simulate(profile("sm8750"), eight_billion(), {}, {}));
}

TEST(Simulate, AnAnswerOfHalfTheTokensIsScaledUp) {
  DecodeTrace half = trace_of("prefix", 32, false);
  half.requests[0].steps.resize(64);
  half.requests[0].answer_tokens = 64;
  const auto whole = simulated(std::vector{trace_of("prefix", 32, false)});
  const auto scaled = simulated(std::vector{half});
  EXPECT_NEAR(scaled.ladder[0].seconds, whole.ladder[0].seconds, 1e-3);
  EXPECT_NEAR(scaled.ladder[0].steps, 128, 1e-9);
}

TEST(Simulate, TheFirstStepCountsOnceHoweverLongTheAnswer) {
  DecodeTrace trace = trace_of("prefix", 32, false);
  trace.requests[0].steps.resize(3);
  trace.requests[0].steps[0].prompt = 75;
  trace.requests[0].steps[0].commits = 8;
  trace.requests[0].answer_tokens = 18;
  const auto report = simulated(std::vector{trace});
  EXPECT_NEAR(report.ladder[0].steps, 1 + 2 * 120.0 / 10, 1e-9);
  EXPECT_NEAR(report.ladder[0].rows_per_step, (107 + 24 * 32) / 25.0, 1e-9);
}

TEST(Simulate, PromptRowsFollowThePromptAskedFor) {
  SimulateOptions longer;
  longer.prompt_tokens = 150;
  const std::vector traces{trace_of("full", 203, false)};
  EXPECT_NEAR(simulated(traces).ladder[0].rows_per_step, 203, 1e-9);
  EXPECT_NEAR(simulated(traces, longer).ladder[0].rows_per_step, 278, 1e-9);
}

TEST(Simulate, RowsOfAPartOfThePromptFillLanesAndDoNotFollowIt) {
  DecodeTrace trace = trace_of("full", 203, false);
  trace.requests[0].steps[127] = {16, 0, 0, 0, 16, 0, 16, 1};
  SimulateOptions longer;
  longer.prompt_tokens = 150;
  const auto report = simulated(std::vector{trace}, longer);
  EXPECT_NEAR(report.ladder[0].rows_per_step, (127 * 278 + 32) / 128.0, 1e-9);
}

TEST(Simulate, ATimelineHoldsARequestFromTheFilledWindowOn) {
  const std::vector traces{trace_of("prefix", 32, false)};
  const auto timeline =
      rung_timeline(profile("sm8750"), eight_billion(), traces, SimulateOptions{}, 4);
  ASSERT_TRUE(timeline) << timeline.error().message;
  EXPECT_EQ(timeline->name, "+ memory runtime");
  Nanoseconds last{0};
  std::array<Nanoseconds, kLanes> busy{};
  for (const TimelineEvent& event : timeline->events) {
    EXPECT_GE(event.begin.count(), 0);
    EXPECT_LE(event.begin, event.end);
    last = std::max(last, event.end);
    busy[static_cast<std::size_t>(event.lane)] += event.end - event.begin;
  }
  const auto rung = simulated(traces).ladder.at(2);
  EXPECT_EQ(rung.name, timeline->name);
  EXPECT_NEAR(std::chrono::duration<double>(last).count(), rung.seconds, 0.01 * rung.seconds);
  EXPECT_NEAR(std::chrono::duration<double>(busy[0]).count(), rung.npu_share * rung.seconds, 0.1);
}

TEST(Simulate, ATimelineOfARungThatIsNoneOrHasNoTraceIsRefused) {
  const std::vector traces{trace_of("prefix", 32, false)};
  for (const int rung : {0, 7, 1})
    EXPECT_FALSE(rung_timeline(profile("sm8750"), eight_billion(), traces, {}, rung)) << rung;
}

TEST(Simulate, SideRowsOverlapDenseStepsWhileTheyTakeLess) {
  DecodeTrace trace = trace_of("staged", 32, false);
  DecodeTrace with_side = trace;
  for (TraceStep& step : with_side.requests[0].steps) step.side = 2;
  const auto alone = simulated(std::vector{trace}).ladder[0];
  const auto beside = simulated(std::vector{with_side}).ladder[0];
  EXPECT_GT(beside.cpu_share, 0.2);
  EXPECT_NEAR(beside.seconds, alone.seconds, 0.02 * alone.seconds);
}

TEST(Simulate, TunedKernelsAndSelectiveLogitsAreFaster) {
  DecodeTrace trace = trace_of("staged", 32, true);
  for (TraceStep& step : trace.requests[0].steps) step.logits = 8;
  DecodeTrace prefix = trace;
  prefix.stage = "prefix";
  const auto report = simulated(std::vector{prefix, trace});
  EXPECT_LT(report.ladder[3].seconds, report.ladder[2].seconds);
  SimulateOptions tuned;
  tuned.calibration = "tuned";
  EXPECT_LT(simulated(std::vector{prefix}, tuned).ladder[2].seconds,
            report.ladder[2].seconds / 1.5);
}

TEST(Simulate, EveryOutputSaysThatItIsModelled) {
  const auto report = simulated(std::vector{trace_of("prefix", 32, true)});
  EXPECT_EQ(simulation_json(report)["clock"], "modelled");
  EXPECT_NE(simulation_text(report).find("All figures are modelled"), std::string::npos);
}

TEST(Simulate, ExtentsOutOfBoundsAreRefused) {
  SimulateOptions options;
  options.tokens = 0;
  const std::vector traces{trace_of("prefix", 32, true)};
  const auto report = simulate(profile("sm8750"), eight_billion(), traces, options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message, "tokens: 0 is out of bounds; give 1..4096");
}

TEST(ResidencyReport, PlannedHidesStagingInAWindowOfTwoGibibytesAndTheBaselinesDoNot) {
  ResidencyReportOptions options;
  options.window_bytes = 2ull << 30;
  const auto report = report_residency(profile("sm8750"), eight_billion(), options);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->policies.size(), 4u);
  const auto& [naive, lru, planned, mapped] =
      std::tie(report->policies[0], report->policies[1], report->policies[2], report->policies[3]);
  EXPECT_LT(planned.exposed_share, 0.1);
  EXPECT_LT(planned.bytes, lru.bytes);
  EXPECT_EQ(lru.bytes, total_bytes(report->network.chunks));
  EXPECT_LE(planned.seconds, lru.seconds);
  EXPECT_GT(naive.seconds, 3 * planned.seconds);
  EXPECT_LE(mapped.seconds, planned.seconds);
}

TEST(ResidencyReport, TheSmallModelFitsWholeAndItsMixedTypesCount) {
  const auto network = network_of_model(test::default_model_path());
  ASSERT_TRUE(network) << network.error().message;
  const auto report = report_residency(profile("sm8650"), *network, {});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->plan.streamed.empty());
  EXPECT_EQ(report->policies[2].loads, 0u);
}

TEST(ResidencyReport, AWindowTooSmallSaysWhatItNeeds) {
  ResidencyReportOptions options;
  options.window_bytes = 100 << 20;
  const auto report = report_residency(profile("sm8750"), eight_billion(), options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kOutOfMemory);
}

}  // namespace
}  // namespace llada
