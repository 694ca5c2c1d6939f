#include "api/bench.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "api/compute.h"
#include "base/clock.h"
#include "model/forward.h"

namespace llada {
namespace {

constexpr int kMaxRows = 1 << 16;
constexpr int kMaxRepetitions = 10000;
constexpr std::uint64_t kSeed = 1;

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

// What is timed: weights, and the kernels that such a model would be computed with.
struct Subject {
  const KernelSet* kernels;
  Weights weights;
};

Result<Subject> subject_from_file(const std::filesystem::path& path, const ModelOptions& model,
                                  const CancelFlag* cancel) {
  LLADA_TRY(files, ModelFiles::open(path));
  LLADA_TRY(kernels, choose_kernels(model.kernel, files.file_bytes()));
  auto weights = Weights::load(files, *kernels, model.progress, cancel);
  if (!weights) return fail_at(path.string(), std::move(weights).error());
  return Subject{kernels, std::move(*weights)};
}

Result<Subject> subject_of_shape(const ModelOptions& model, const BenchOptions& options) {
  LLADA_TRY(config, config_of_shape(options.shape));
  const auto type = tensor_type_from_name(options.type);
  if (!type)
    return fail(ErrorCode::kUsage, "type '{}' is unknown; try q4_0, q8_0, q4_k, f16, f32",
                options.type);
  LLADA_TRY(kernels, find_kernel_set(model.kernel));
  LLADA_TRY(weights, Weights::random(config, *type, *kernels, kSeed, model.progress));
  return Subject{kernels, std::move(weights)};
}

std::uint64_t size_of(const PackedMatrix& matrix) {
  return static_cast<std::uint64_t>(matrix.outputs()) * static_cast<std::uint64_t>(matrix.inputs());
}

std::uint64_t size_of(const FeedForward& part) {
  return size_of(part.gate) + size_of(part.up) + size_of(part.down);
}

std::uint64_t size_of(const LayerWeights& layer) {
  std::uint64_t size = size_of(layer.dense);
  for (const FeedForward& expert : layer.experts) size += size_of(expert);
  for (const auto* matrix :
       {&layer.query, &layer.key, &layer.value, &layer.output, &layer.router}) {
    size += size_of(*matrix);
  }
  for (const auto* vector :
       {&layer.attention_norm, &layer.ffn_norm, &layer.query_norm, &layer.key_norm,
        &layer.query_bias, &layer.key_bias, &layer.value_bias}) {
    size += vector->size();
  }
  return size;
}

std::uint64_t parameters_of(const Weights& weights) {
  std::uint64_t size = size_of(weights.embedding()) + weights.output_norm().size();
  if (!weights.config().tied_head) size += size_of(weights.head());
  for (int layer = 0; layer < weights.config().layers; ++layer)
    size += size_of(weights.layer(layer));
  return size;
}

// A full canvas of `rows` positions with different tokens, so that experts share the work as in
// use.
std::vector<ForwardRow> canvas_rows(int rows, int vocabulary) {
  constexpr std::int64_t kStride = 7919;  // a prime beyond any small period of the vocabulary
  std::vector<ForwardRow> canvas;
  for (int pos = 0; pos < rows; ++pos) {
    const auto token = static_cast<std::int32_t>(pos * kStride % vocabulary);
    canvas.push_back({SequenceId(0), Position(pos), TokenId(token)});
  }
  return canvas;
}

// Runs passes of one size and times them.
class PassTimer {
 public:
  static Result<PassTimer> create(const Weights& weights, const KernelSet& kernels,
                                  ThreadPool& pool, int rows) {
    LLADA_TRY(cache, KvCache::create(weights.config(), rows));
    LLADA_TRY(pass, ForwardPass::create(weights, kernels, pool, rows, rows));
    return PassTimer(std::move(pass), std::move(cache),
                     canvas_rows(rows, weights.config().vocabulary));
  }

  Result<double> seconds() {
    const Stopwatch watch;
    KvCache* cache = &cache_;
    LLADA_CHECK(pass_->run(rows_, {&cache, 1}, Step(0)));
    LLADA_TRY(stats, pass_->head(head_rows_, HeadRule{}));
    if (stats.size() != rows_.size())
      return fail(ErrorCode::kInternal, "the head answered {} rows", stats.size());
    return watch.seconds();
  }

 private:
  PassTimer(std::unique_ptr<ForwardPass> pass, KvCache cache, std::vector<ForwardRow> rows)
      : pass_(std::move(pass)), cache_(std::move(cache)), rows_(std::move(rows)) {
    for (const ForwardRow& row : rows_) head_rows_.push_back({row.position.value, row.position});
  }

  std::unique_ptr<ForwardPass> pass_;
  KvCache cache_;
  std::vector<ForwardRow> rows_;
  std::vector<HeadRow> head_rows_;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

// Of a sample: divided by n - 1.
double standard_deviation(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (count - 1));
}

BenchResult summary(int rows, const std::vector<double>& seconds, const Weights& weights) {
  BenchResult result;
  result.rows = rows;
  result.seconds = median(seconds);
  result.seconds_min = *std::min_element(seconds.begin(), seconds.end());
  result.seconds_max = *std::max_element(seconds.begin(), seconds.end());
  result.seconds_stddev = standard_deviation(seconds);
  result.rows_per_second = rows / result.seconds;
  result.bytes_per_second = static_cast<double>(weights.step_bytes()) / result.seconds;
  result.operations_per_second =
      2.0 * rows * static_cast<double>(weights.row_products()) / result.seconds;
  return result;
}

Result<BenchResult> time_rows(int rows, int repetitions, const Weights& weights,
                              const KernelSet& kernels, ThreadPool& pool,
                              const CancelFlag* cancel) {
  LLADA_TRY(timer, PassTimer::create(weights, kernels, pool, rows));
  LLADA_CHECK(timer.seconds());  // warms caches and pages; not counted
  std::vector<double> seconds;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    if (cancel != nullptr && cancel->cancelled())
      return fail(ErrorCode::kCancelled, "benchmark cancelled");
    LLADA_TRY(time, timer.seconds());
    seconds.push_back(time);
  }
  return summary(rows, seconds, weights);
}

BenchReport describe(const std::filesystem::path& path, const Subject& subject,
                     const ThreadPool& pool, const BenchOptions& options) {
  BenchReport report;
  report.model = path.empty() ? options.shape : path.filename().string();
  report.type = traits(subject.weights.head().type()).name;
  report.kernel = subject.kernels->name;
  report.threads = pool.size();
  report.weight_bytes = subject.weights.step_bytes();
  report.parameters = parameters_of(subject.weights);
  return report;
}

}  // namespace

Result<BenchReport> bench(const std::filesystem::path& path, const ModelOptions& model,
                          const BenchOptions& options, const CancelFlag* cancel) {
  LLADA_CHECK(check_options(options));
  LLADA_TRY(threads, thread_count(model.threads));
  LLADA_TRY(pool, ThreadPool::create(threads));
  LLADA_TRY(subject, path.empty() ? subject_of_shape(model, options)
                                  : subject_from_file(path, model, cancel));
  BenchReport report = describe(path, subject, *pool, options);
  for (const int rows : options.rows) {
    LLADA_TRY(result, time_rows(rows, options.repetitions, subject.weights, *subject.kernels, *pool,
                                cancel));
    report.results.push_back(result);
  }
  return report;
}

}  // namespace llada
