// Times dense forward passes by number of rows, and says how near the machine's own limit they
// come.
#pragma once

#include <optional>

#include "api/machine_limits.h"
#include "api/model.h"

namespace llada {

struct BenchOptions {
  std::vector<int> rows{1, 16, 32, 64, 128, 256};
  int repetitions = 5;        // counted runs of each, after one that is not
  std::string shape;          // named shape with random weights, instead of a file
  std::string type = "q4_0";  // of the random weights
  bool ops = false;           // each op of a step by itself, too
};

// One op of a step, summed over the layers.
struct OpResult {
  std::string op;
  double seconds = 0;  // in one step; median
  double seconds_stddev = 0;
  double step_share = 0;  // of the whole step's median: ops timed apart add up to more
  double bytes_per_second = 0;
  double operations_per_second = 0;  // 0: none counted
  std::optional<Bound> bound;        // none for ops on rows, which stay in the caches
  double limit_share = 0;            // bound / seconds
};

// What a pass had to bring into a device's window; averages.
struct BenchStaging {
  double bytes = 0;
  double seconds = 0;          // the staging unit was busy
  double exposed_seconds = 0;  // the dense engine waited for it
};

struct BenchResult {
  int rows = 0;
  double seconds = 0;  // median
  double seconds_min = 0;
  double seconds_max = 0;
  double seconds_stddev = 0;
  double rows_per_second = 0;        // by the median
  double bytes_per_second = 0;       // weights read, by the median
  double operations_per_second = 0;  // of the matrix products, two per multiply-accumulate
  Limit limit = Limit::kMemory;      // that binds a step of so many rows
  double limit_seconds = 0;          // no step takes less on this machine
  double limit_share = 0;            // limit_seconds / seconds
  std::optional<BenchStaging> staging{};  // on a device
  std::vector<OpResult> ops;            // with BenchOptions::ops
};

struct BenchLimits {
  double bytes_per_second = 0;  // reading the step's weights
  Peak products;                // of the fastest unit that multiplies them
  Peak f32;                     // of attention, and of float weights
};

struct BenchReport {
  std::string model;
  std::string type;
  std::string kernel;
  int threads = 0;
  std::string device;  // empty: the CPU itself
  std::uint64_t weight_bytes = 0;  // read by one step
  std::uint64_t parameters = 0;
  BenchLimits limits;
  std::vector<BenchResult> results;
};

// `path` empty: options.shape. The pass is a full canvas of `rows` positions with statistics for
// every row. Errors: as Model::load, kUsage for rows below 1.
Result<BenchReport> bench(const std::filesystem::path& path, const ModelOptions& model,
                          const BenchOptions& options, const CancelFlag* cancel = nullptr);

}  // namespace llada
