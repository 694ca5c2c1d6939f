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
    EXPECT_TRUE(result.ops.empty());
  }
}

TEST(Bench, ComparesEachPassWithTheMachinesLimit) {
  const auto report = bench({}, one_thread(), small_options());
  ASSERT_TRUE(report) << report.error().message;
  const BenchLimits& limits = report->limits;
  for (const BenchResult& result : report->results) {
    const Work work{static_cast<double>(report->weight_bytes),
                    result.operations_per_second * result.seconds};
    const Bound bound =
        bound_of(work, limits.bytes_per_second, limits.products.operations_per_second);
    EXPECT_EQ(result.limit, bound.limit);
    EXPECT_NEAR(result.limit_seconds, bound.seconds, 1e-9 * bound.seconds);
    EXPECT_DOUBLE_EQ(result.limit_share, result.limit_seconds / result.seconds);
  }
}

TEST(Bench, ThePeakIsThatOfTheWeightsUnit) {
  for (const KernelSet* set : all_kernel_sets()) {
    if (!set->supported()) continue;
    ModelOptions model = one_thread();
    model.kernel = set->name;
    BenchOptions options = small_options();
    options.rows = {1};
    options.repetitions = 1;
    for (const char* type : {"q8_0", "f16"}) {
      options.type = type;
      const auto report = bench({}, model, options);
      ASSERT_TRUE(report) << report.error().message;
      const ArithmeticUnit& unit = set->probes.unit_for(*tensor_type_from_name(type));
      EXPECT_EQ(report->limits.products.unit, unit.name) << set->name << " " << type;
      EXPECT_EQ(report->limits.f32.unit, set->probes.f32.name);
    }
  }
}

const OpResult* find_op(const BenchResult& result, std::string_view name) {
  for (const OpResult& op : result.ops) {
    if (op.op == name) return &op;
  }
  return nullptr;
}

TEST(Bench, TimesEachOpOfAStep) {
  BenchOptions options = small_options();
  options.ops = true;
  const auto report = bench({}, one_thread(), options);
  ASSERT_TRUE(report) << report.error().message;
  for (const BenchResult& result : report->results) {
    for (const char* name : {"embed", "rms_norm", "prepare", "query", "key", "value", "rope",
                             "attention", "attn_output", "residual_add", "gate", "up", "swiglu",
                             "down", "head", "head_statistics"}) {
      const OpResult* op = find_op(result, name);
      ASSERT_NE(op, nullptr) << name;
      EXPECT_GT(op->seconds, 0) << name;
      EXPECT_DOUBLE_EQ(op->step_share, op->seconds / result.seconds) << name;
      const double bound = op->bound ? op->bound->seconds : 0;
      EXPECT_DOUBLE_EQ(op->limit_share, bound / op->seconds) << name;
    }
    EXPECT_EQ(find_op(result, "router"), nullptr) << "a dense model has none";
    EXPECT_TRUE(find_op(result, "gate")->bound);
    EXPECT_FALSE(find_op(result, "rms_norm")->bound);
  }
}

TEST(Bench, TheProductsOfTheOpsAreThoseOfTheStep) {
  BenchOptions options = small_options();
  options.ops = true;
  const auto report = bench({}, one_thread(), options);
  ASSERT_TRUE(report) << report.error().message;
  for (const BenchResult& result : report->results) {
    double bytes = 0, operations = 0;
    for (const char* name :
         {"query", "key", "value", "attn_output", "gate", "up", "down", "head"}) {
      const OpResult* op = find_op(result, name);
      bytes += op->bytes_per_second * op->seconds;
      operations += op->operations_per_second * op->seconds;
    }
    EXPECT_NEAR(bytes, static_cast<double>(report->weight_bytes), 1e-6 * bytes);
    EXPECT_NEAR(operations, result.operations_per_second * result.seconds, 1e-6 * operations);
  }
}

TEST(Bench, CountsTheParametersOfTheDefaultModel) {
  BenchOptions options;
  options.rows = {1};
  options.repetitions = 1;
  const auto report =
      bench(test::default_model_path(), one_thread(), options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->parameters, 6163712u);  // as its training reported
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
