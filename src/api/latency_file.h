// Latency tables as JSON files, and how one is measured.
#pragma once

#include "api/bench.h"
#include "decode/latency_table.h"

namespace llada {

struct ProfileOptions {
  std::vector<int> rows{16, 32, 48, 64, 96, 128, 192, 256, 384};  // dense steps to time, ascending
  std::vector<int> side_rows{1, 2, 4, 8, 16, 32};   // steps of the side path
  int side_threads = 1;
  int repetitions = 5;
};

struct LatencyProfile {
  LatencyTable table;
  std::string device = "host";
  std::string clock = "measured";  // or "emulated", "modelled"
  std::string model;
  std::string kernel;
  int threads = 0;
  int side_threads = 0;
};

// Times dense and side steps on this machine, each on its own. A wider step that was faster than a
// narrower one counts as no slower: the table never descends. Errors: as bench().
Result<LatencyProfile> measure_latency(const std::filesystem::path& path, const ModelOptions& model,
                                       const ProfileOptions& options,
                                       const CancelFlag* cancel = nullptr);

[[nodiscard]] std::string latency_json(const LatencyProfile& profile);

// Errors: kNotFound, kIo, kFormat naming the JSON path.
Result<LatencyProfile> read_latency_file(const std::filesystem::path& path);

}  // namespace llada
