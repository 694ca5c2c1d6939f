// A phone's system on a chip as numbers. A profile file is JSON; every number is an object with
// "value" and either "source" (where it was read or measured) or "estimate" (why we think so).
// Memory and calls belong to the chip; speeds come in two calibrations: `reference`, the kernels of
// the system described in arXiv 2606.13740, and `tuned`, what open engines have shown since.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace llada {

inline constexpr std::string_view kDefaultCalibration = "reference";

// Speeds of the units. A dense part costs its weights at `npu_weight_bytes_per_second` and then its
// operations at `npu_operations_per_second`: measured times of a step are straight lines over rows.
struct Calibration {
  std::string name;
  std::uint64_t npu_operations_per_second = 0;    // in a model, two per multiply-accumulate
  std::uint64_t npu_weight_bytes_per_second = 0;  // quantised weights: streamed and expanded
  std::uint64_t npu_plain_bytes_per_second = 0;   // what needs no expansion
  std::uint64_t npu_command_ns = 0;               // per command of a batch
  std::uint64_t staging_bytes_per_second = 0;     // copied into the window
  std::uint64_t cpu_operations_per_second = 0;    // all cores
  std::uint64_t cpu_bytes_per_second = 0;         // weights read by the CPU
};

struct DeviceProfile {
  std::string name;  // "sm8750"
  std::string chip;  // as people call it
  std::uint64_t window_bytes = 0;
  std::uint64_t alignment_bytes = 0;
  std::vector<int> width_buckets;
  int tile_rows = 0;
  std::uint64_t memory_bytes_per_second = 0;  // shared by all units
  std::uint64_t submit_ns = 0;                // a message to the NPU and its answer
  std::uint64_t batch_ns = 0;                 // fixed cost of a batch: cache flush, wake-up
  std::uint64_t map_ns = 0;                   // map and unmap of registered memory, plus
  std::uint64_t map_ns_per_mib = 0;           // this by size
  std::uint64_t map_copy_ns_per_mib = 0;      // map of memory not registered: copy and register
  std::vector<Calibration> calibrations;

  // Error: kUsage listing the names there are.
  [[nodiscard]] Result<Calibration> calibration(std::string_view name) const;
};

// Errors: kNotFound, kIo, kFormat with the JSON path, what was found and what is allowed.
Result<DeviceProfile> read_profile(const std::filesystem::path& path);
Result<DeviceProfile> parse_profile(std::string_view text);

}  // namespace llada
