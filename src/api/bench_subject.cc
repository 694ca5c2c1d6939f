#include "api/bench_subject.h"

#include "api/compute.h"
#include "api/hexagon.h"
#include "base/clock.h"

namespace llada {
namespace {

constexpr std::uint64_t kSeed = 1;

}  // namespace

Result<BenchSubject> subject_from_file(const std::filesystem::path& path, const ModelOptions& model,
                                  ThreadPool& pool, const CancelFlag* cancel) {
  LLADA_TRY(files, ModelFiles::open(path));
  LLADA_TRY(kernels, kernels_for(model.device, model.kernel, files.file_bytes()));
  LoadOptions load = load_options(model, pool);
  load.cancel = cancel;
  auto weights = Weights::load(files, *kernels, load);
  if (!weights) return fail_at(path.string(), std::move(weights).error());
  return BenchSubject{kernels, std::move(*weights)};
}

Result<BenchSubject> subject_of_shape(const std::string& shape, const std::string& type_name,
                                      const ModelOptions& model, ThreadPool& pool) {
  LLADA_TRY(config, config_of_shape(shape));
  const auto type = tensor_type_from_name(type_name);
  if (!type)
    return fail(ErrorCode::kUsage, "type '{}' is unknown; try q4_0, q8_0, q4_k, f16, f32",
                type_name);
  LLADA_TRY(kernels, is_hexagon(model.device.name) ? kernels_for(model.device, model.kernel, 0) : find_kernel_set(model.kernel));
  LLADA_TRY(weights, Weights::random(config, *type, *kernels, kSeed, load_options(model, pool)));
  return BenchSubject{kernels, std::move(weights)};
}

TimedPass::TimedPass(const StepExtents& extents, int vocabulary) {
  constexpr std::int64_t kStride = 7919;  // a prime beyond any small period of the vocabulary
  for (int row = 0; row < extents.rows; ++row) {
    const auto token = static_cast<std::int32_t>(row * kStride % vocabulary);
    const Position position(row % extents.positions);
    rows_.push_back({SequenceId(0), position, TokenId(token), row >= extents.positions});
    if (row >= extents.head_rows) continue;
    head_rows_.push_back({row, position});
    wanted_.rows.push_back(row);
  }
}

Result<double> TimedPass::seconds(DensePath& path) const {
  const Stopwatch watch;
  LLADA_CHECK(path.run(rows_, wanted_, Step(0)));
  LLADA_TRY(stats, path.head(head_rows_, HeadRule{}));
  if (stats.size() != head_rows_.size())
    return fail(ErrorCode::kInternal, "the head answered {} rows", stats.size());
  return watch.seconds();
}

Result<DenseChoice> choose_path(const BenchSubject& subject, const DeviceOptions& options, ThreadPool& pool) {
  if (!options.wanted())
    return DenseChoice{std::make_unique<CpuDensePath>(subject.weights, *subject.kernels, pool)};
  LLADA_TRY(path, open_device(options, subject.weights, *subject.kernels, pool.size()));
  NpuDevice* device = &path->device();
  return DenseChoice{std::move(path), device};
}

}  // namespace llada
