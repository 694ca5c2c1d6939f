#include "api/bench.h"

#include <algorithm>

#include "api/bench_statistics.h"
#include "api/bench_subject.h"
#include "api/compute.h"
#include "api/model_work.h"
#include "api/op_steps.h"

namespace llada {
namespace {

constexpr int kMaxRows = 1 << 16;
constexpr int kMaxRepetitions = 10000;

Status check_options(const BenchOptions& options) {
  if (options.repetitions < 1 || options.repetitions > kMaxRepetitions) {
    return fail(ErrorCode::kUsage, "repetitions {}: allowed are 1..{}", options.repetitions,
                kMaxRepetitions);
  }
  for (const int rows : options.rows) {
    if (rows < 1 || rows > kMaxRows)
      return fail(ErrorCode::kUsage, "rows {}: allowed are 1..{}", rows, kMaxRows);
  }
  if (options.rows.empty())
    return fail(ErrorCode::kUsage, "no number of rows to time; give some, such as 1,16,128");
  return {};
}

// What the figures of one report are made with.
struct Bench {
  const BenchSubject& subject;
  ThreadPool& pool;
  const DenseChoice& dense;
  int repetitions;
  BenchLimits limits;
  const CancelFlag* cancel;

  [[nodiscard]] Status check_cancelled() const {
    if (cancel != nullptr && cancel->cancelled())
      return fail(ErrorCode::kCancelled, "benchmark cancelled");
    return {};
  }
};

// The fastest unit that any product of a step uses: the bound it gives holds for all.
const ArithmeticUnit& unit_of(const BenchSubject& subject) {
  const LimitProbes& probes = subject.kernels->probes;
  for (const PackedMatrix* matrix : step_matrices(subject.weights)) {
    const ArithmeticUnit& unit = probes.unit_for(matrix->type());
    if (unit.run != probes.f32.run) return unit;
  }
  return probes.f32;
}

// Reading the weights, to see how fast that goes, would bring into memory what a window keeps out: then only
// as many are read as the window holds.
std::vector<const PackedMatrix*> readable_matrices(const Weights& weights, const DeviceOptions& device) {
  std::vector<const PackedMatrix*> matrices = step_matrices(weights);
  if (device.window_bytes == 0) return matrices;
  std::uint64_t bytes = 0;
  const auto beyond = std::find_if(matrices.begin(), matrices.end(), [&](const PackedMatrix* matrix) {
    return (bytes += matrix->size_bytes()) > device.window_bytes / 16;
  });
  matrices.erase(std::max(beyond, matrices.begin() + 1), matrices.end());
  return matrices;
}

BenchLimits measure_limits(const BenchSubject& subject, ThreadPool& pool, const DeviceOptions& device) {
  const ArithmeticUnit& unit = unit_of(subject);
  const ArithmeticUnit& f32 = subject.kernels->probes.f32;
  BenchLimits limits;
  limits.bytes_per_second =
      measure_bandwidth(*subject.kernels, readable_matrices(subject.weights, device), pool);
  limits.products = measure_peak(unit, pool);
  limits.f32 = unit.run == f32.run ? limits.products : measure_peak(f32, pool);
  return limits;
}

// --- whole passes ---

BenchResult summary(int rows, const std::vector<double>& seconds, const Bench& bench) {
  const Work work = work_of_step(bench.subject.weights, rows);
  const Bound bound =
      bound_of(work, bench.limits.bytes_per_second, bench.limits.products.operations_per_second);
  BenchResult result;
  result.rows = rows;
  result.seconds = median(seconds);
  result.seconds_min = *std::min_element(seconds.begin(), seconds.end());
  result.seconds_max = *std::max_element(seconds.begin(), seconds.end());
  result.seconds_stddev = standard_deviation(seconds);
  result.rows_per_second = rows / result.seconds;
  result.bytes_per_second = work.bytes / result.seconds;
  result.operations_per_second = work.operations / result.seconds;
  result.limit = bound.limit;
  result.limit_seconds = bound.seconds;
  result.limit_share = bound.seconds / result.seconds;
  return result;
}

BenchStaging staging_per_pass(const DeviceCounters& before, const DeviceCounters& after, int passes) {
  const auto seconds = [&](Nanoseconds begin, Nanoseconds end) {
    return std::chrono::duration<double>(end - begin).count() / passes;
  };
  return {.bytes = static_cast<double>(after.staged_bytes - before.staged_bytes) / passes,
          .seconds = seconds(before.staging_busy, after.staging_busy),
          .exposed_seconds = seconds(before.stalled, after.stalled)};
}

Result<BenchResult> time_rows(int rows, const Bench& bench) {
  DensePath& path = *bench.dense.path;
  LLADA_CHECK(path.begin({.positions = rows}));
  const TimedPass pass({rows, rows, rows}, bench.subject.weights.config().vocabulary);
  LLADA_CHECK(pass.seconds(path));  // warms caches and pages, fills a window; not counted
  const DeviceCounters before = bench.dense.device ? bench.dense.device->counters() : DeviceCounters{};
  std::vector<double> seconds;
  for (int repetition = 0; repetition < bench.repetitions; ++repetition) {
    LLADA_CHECK(bench.check_cancelled());
    LLADA_TRY(time, pass.seconds(path));
    seconds.push_back(time);
  }
  BenchResult result = summary(rows, seconds, bench);
  if (bench.dense.device) result.staging = staging_per_pass(before, bench.dense.device->counters(), bench.repetitions);
  return result;
}

// --- ops ---

OpResult op_summary(Op op, const OpCost& cost, const std::vector<double>& seconds,
                    double step_seconds, const Bench& bench) {
  OpResult result;
  result.op = to_string(op);
  result.seconds = median(seconds);
  result.seconds_stddev = standard_deviation(seconds);
  result.step_share = result.seconds / step_seconds;
  result.bytes_per_second = cost.work.bytes / result.seconds;
  result.operations_per_second = cost.work.operations / result.seconds;
  if (cost.unit == nullptr) return result;
  const bool is_f32 = cost.unit->run == bench.subject.kernels->probes.f32.run;
  const Peak& peak = is_f32 ? bench.limits.f32 : bench.limits.products;
  result.bound = bound_of(cost.work, bench.limits.bytes_per_second, peak.operations_per_second);
  result.limit_share = result.bound->seconds / result.seconds;
  return result;
}

Result<std::vector<OpResult>> time_ops(int rows, double step_seconds, const Bench& bench) {
  LLADA_TRY(steps,
            OpSteps::create(bench.subject.weights, *bench.subject.kernels, bench.pool, rows));
  OpCosts costs = steps->run();  // not counted
  std::array<std::vector<double>, kOpCount> seconds;
  for (int repetition = 0; repetition < bench.repetitions; ++repetition) {
    LLADA_CHECK(bench.check_cancelled());
    costs = steps->run();
    for (std::size_t op = 0; op < kOpCount; ++op) seconds[op].push_back(costs[op].seconds);
  }
  std::vector<OpResult> results;
  for (std::size_t op = 0; op < kOpCount; ++op) {
    if (costs[op].work.bytes == 0) continue;  // this model has no such op
    results.push_back(op_summary(static_cast<Op>(op), costs[op], seconds[op], step_seconds, bench));
  }
  return results;
}

BenchReport describe(const std::filesystem::path& path, const Bench& bench,
                     const BenchOptions& options) {
  const Weights& weights = bench.subject.weights;
  BenchReport report;
  report.model = path.empty() ? options.shape : path.filename().string();
  report.type = traits(weights.head().type()).name;
  report.kernel = bench.subject.kernels->name;
  report.threads = bench.pool.size();
  if (bench.dense.device) report.device = bench.dense.device->capabilities().name;
  report.weight_bytes = weights.step_bytes();
  report.parameters = parameters_of(weights);
  report.limits = bench.limits;
  return report;
}

}  // namespace

Result<BenchReport> bench(const std::filesystem::path& path, const ModelOptions& model,
                          const BenchOptions& options, const CancelFlag* cancel) {
  LLADA_CHECK(check_options(options));
  LLADA_TRY(threads, thread_count(model.threads));
  LLADA_TRY(pool, ThreadPool::create(threads));
  LLADA_TRY(subject, path.empty() ? subject_of_shape(options.shape, options.type, model, *pool)
                                  : subject_from_file(path, model, *pool, cancel));
  LLADA_TRY(dense, choose_path(subject, model.device, *pool));
  const BenchLimits limits = measure_limits(subject, *pool, model.device);
  const Bench bench{subject, *pool, dense, options.repetitions, limits, cancel};
  BenchReport report = describe(path, bench, options);
  for (const int rows : options.rows) {
    LLADA_TRY(result, time_rows(rows, bench));
    if (options.ops) {
      LLADA_TRY(ops, time_ops(rows, result.seconds, bench));
      result.ops = std::move(ops);
    }
    report.results.push_back(std::move(result));
  }
  return report;
}

}  // namespace llada
