// Times dense forward passes by number of rows.
#pragma once

#include "api/model.h"

namespace llada {

struct BenchOptions {
  std::vector<int> rows{1, 16, 32, 64, 128, 256};
  int repetitions = 5;        // counted runs of each, after one that is not
  std::string shape;          // named shape with random weights, instead of a file
  std::string type = "q4_0";  // of the random weights
};

struct BenchResult {
  int rows = 0;
  double seconds = 0;  // median
  double seconds_min = 0;
  double seconds_max = 0;
  double seconds_stddev = 0;
  double rows_per_second = 0;        // by the median
  double bytes_per_second = 0;       // weights read, by the median
  double operations_per_second = 0;  // two per multiply-accumulate, by the median
};

struct BenchReport {
  std::string model;
  std::string type;
  std::string kernel;
  int threads = 0;
  std::uint64_t weight_bytes = 0;  // read by one step
  std::uint64_t parameters = 0;
  std::vector<BenchResult> results;
};

// `path` empty: options.shape. The pass is a full canvas of `rows` positions with statistics for
// every row. Errors: as Model::load, kUsage for rows below 1.
Result<BenchReport> bench(const std::filesystem::path& path, const ModelOptions& model,
                          const BenchOptions& options, const CancelFlag* cancel = nullptr);

}  // namespace llada
