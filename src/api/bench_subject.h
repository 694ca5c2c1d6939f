// What benchmarks time: weights of a file or random ones of a shape, and what computes with them.
#pragma once

#include "api/model.h"
#include "engine/cpu_dense_path.h"

namespace llada {

// What is timed: weights, and the kernels that such a model would be computed with.
struct BenchSubject {
  const KernelSet* kernels;
  Weights weights;
};

// Errors: as ModelFiles::open(), Weights::load(), find_kernel_set().
Result<BenchSubject> subject_from_file(const std::filesystem::path& path, const ModelOptions& model, ThreadPool& pool,
                                       const CancelFlag* cancel);
// Errors: kUsage for an unknown shape or type, as Weights::random().
Result<BenchSubject> subject_of_shape(const std::string& shape, const std::string& type_name, const ModelOptions& model,
                                      ThreadPool& pool);

// What computes a pass; a device's window and counters are looked at through `device`.
struct DenseChoice {
  std::unique_ptr<DensePath> path;
  NpuDevice* device = nullptr;
};

// One pass, ready to be run and timed as often as is wanted.
class TimedPass {
 public:
  // extents.rows rows over a canvas of extents.positions, those beyond it probes, and statistics of the first
  // extents.head_rows. Tokens differ, so that experts share the work as in use.
  TimedPass(const StepExtents& extents, int vocabulary);

  // Wall clock. Errors: as DensePath::run() and head().
  [[nodiscard]] Result<double> seconds(DensePath& path) const;

 private:
  std::vector<ForwardRow> rows_;
  std::vector<HeadRow> head_rows_;
  HeadWanted wanted_;
};

// `subject` and `pool` must outlive it. Errors: as open_device().
Result<DenseChoice> choose_path(const BenchSubject& subject, const DeviceOptions& options, ThreadPool& pool);

}  // namespace llada
