#include "api/bench.h"

#include <gtest/gtest.h>

#include "support/test_data.h"

namespace llada {
namespace {

ModelOptions one_thread() {
  ModelOptions options;
  options.threads = 1;
  return options;
}

BenchOptions small_options() {
  BenchOptions options;
  options.shape = "llada-mini";
  options.rows = {1, 3};
  options.repetitions = 3;
  return options;
}

TEST(Bench, TimesAShapeWithoutAFile) {
  const auto report = bench({}, one_thread(), small_options());
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->model, "llada-mini");
  EXPECT_EQ(report->type, "q4_0");
  EXPECT_EQ(report->threads, 1);
  ASSERT_EQ(report->results.size(), 2u);
  for (const BenchResult& result : report->results) {
    EXPECT_GT(result.seconds_min, 0);
    EXPECT_LE(result.seconds_min, result.seconds);
    EXPECT_LE(result.seconds, result.seconds_max);
    EXPECT_DOUBLE_EQ(result.rows_per_second, result.rows / result.seconds);
    EXPECT_GT(result.bytes_per_second, 0);
  }
}

TEST(Bench, CountsTheParametersOfTheDefaultModel) {
  BenchOptions options;
  options.rows = {1};
  options.repetitions = 1;
  const auto report =
      bench(test::source_path("models/llada-mini-math-q8_0.gguf"), one_thread(), options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->parameters, 3934464u);  // as its training reported
  EXPECT_EQ(report->type, "q8_0");
  EXPECT_EQ(report->results[0].seconds_stddev, 0);
}

TEST(Bench, RefusesWhatCannotBeTimed) {
  BenchOptions options = small_options();
  options.rows = {1, 0};
  EXPECT_EQ(bench({}, {}, options).error().code, ErrorCode::kUsage);
  options.rows = {};
  EXPECT_EQ(bench({}, {}, options).error().code, ErrorCode::kUsage);
  options = small_options();
  options.repetitions = 0;
  EXPECT_EQ(bench({}, {}, options).error().code, ErrorCode::kUsage);
  options = small_options();
  options.shape = "llada-9000b";
  EXPECT_EQ(bench({}, {}, options).error().code, ErrorCode::kUsage);
  options = small_options();
  options.type = "q9";
  EXPECT_EQ(bench({}, {}, options).error().code, ErrorCode::kUsage);
}

TEST(Bench, StopsWhenCancelled) {
  CancelFlag cancel;
  cancel.cancel();
  EXPECT_EQ(bench({}, one_thread(), small_options(), &cancel).error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace llada
