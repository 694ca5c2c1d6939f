#include "api/bench_subject.h"

#include "api/compute.h"

namespace llada {
namespace {

constexpr std::uint64_t kSeed = 1;

}  // namespace

Result<BenchSubject> subject_from_file(const std::filesystem::path& path, const ModelOptions& model,
                                  ThreadPool& pool, const CancelFlag* cancel) {
  LLADA_TRY(files, ModelFiles::open(path));
  LLADA_TRY(kernels, choose_kernels(model.kernel, files.file_bytes()));
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
  LLADA_TRY(kernels, find_kernel_set(model.kernel));
  LLADA_TRY(weights, Weights::random(config, *type, *kernels, kSeed, load_options(model, pool)));
  return BenchSubject{kernels, std::move(weights)};
}

Result<DenseChoice> choose_path(const BenchSubject& subject, const DeviceOptions& options, ThreadPool& pool) {
  if (!options.wanted())
    return DenseChoice{std::make_unique<CpuDensePath>(subject.weights, *subject.kernels, pool)};
  LLADA_TRY(path, open_device(options, subject.weights, *subject.kernels, pool.size()));
  NpuDevice* device = &path->device();
  return DenseChoice{std::move(path), device};
}

}  // namespace llada
