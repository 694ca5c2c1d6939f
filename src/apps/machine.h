// What this machine offers, for `llada doctor`. Everything here is a report; nothing is decided by
// it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace llada {

struct MachineReport {
  std::string cpu;                    // as the system names it
  int cores = 0;                      // this process may run on
  std::vector<std::string> features;  // of those that matter to kernels
  std::uint64_t memory_bytes = 0;
  std::uint64_t available_bytes = 0;  // without swapping
  std::string huge_pages;  // transparent ones: "always", "madvise", "never"; empty: unknown
};
[[nodiscard]] MachineReport inspect_machine();

// The vendor's library through which a Qualcomm NPU is reached.
struct NpuReport {
  std::string library = "libcdsprpc.so";
  bool found = false;
  std::string detail;  // the loader's words when it is not
};
[[nodiscard]] NpuReport probe_npu();

}  // namespace llada
