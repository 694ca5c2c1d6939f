// Qualcomm's NPU as a device to compute on: what of it there is here, and how it is opened.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/device.h"

namespace llada {

inline constexpr std::string_view kHexagonEmulated = "hexagon:emulated";
inline constexpr std::string_view kHexagonFastRpc = "hexagon:fastrpc";  // a phone's own; never run on one

// Whether the device computes with weights in the lane layout and f32 activations alone.
[[nodiscard]] constexpr bool is_hexagon(std::string_view device) { return device.starts_with("hexagon"); }

// options.window_bytes: under the emulator it caps the worker's whole address space, as a session on a chip is
// capped, and what its own program and fast memory leave is the window; on a chip it is the window. Errors: kUnsupported for a kernel set whose weights
// it cannot read; kUsage for an address space too small for the worker itself; kNotFound for a missing
// worker, emulator or vendor library; as HexagonDevice::create().
Result<std::unique_ptr<NpuDevice>> open_hexagon(const DeviceOptions& options, const KernelSet& kernels, int threads);

// What `llada doctor` says of the emulated worker.
struct HexagonReport {
  std::string worker;    // path; empty: not built
  std::string emulator;  // path; empty: not installed
  std::string missing;   // what to do about it; empty: nothing is
};
[[nodiscard]] HexagonReport inspect_hexagon();

}  // namespace llada
