// Which device computes the dense rows of a step.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/device_dense_path.h"

namespace llada {

struct DeviceOptions {
  std::string name;                // "cpu", "host", "hexagon:emulated", "hexagon:fastrpc"; empty: cpu, or host where another option needs a device
  std::uint64_t window_bytes = 0;  // that the device sees; 0: no limit
  ResidencyPolicy residency = ResidencyPolicy::kPlanned;
  bool record_timeline = false;

  // Whether a device is to be opened at all.
  [[nodiscard]] bool wanted() const { return name.empty() ? window_bytes > 0 || record_timeline : name != "cpu"; }
};

// Error: kUsage, listing the names there are, for one that cannot run a model.
Status check_device_name(std::string_view name);
// Error: kUsage also for a window without a device.
Status check_device(const DeviceOptions& options);

// What computes a model of so many bytes on it: as choose_kernels(), but "auto" is exact where the device
// computes with f32 activations alone.
Result<const KernelSet*> kernels_for(const DeviceOptions& options, std::string_view kernel, std::uint64_t model_bytes);
// Which clock made figures of a device with this name: "measured", or "emulated": real time, of an emulator.
[[nodiscard]] std::string_view clock_of(std::string_view device);

// For options.wanted(). `weights` and `kernels` must outlive it. Errors: as check_device(),
// DeviceDensePath::create() and the device's own.
Result<std::unique_ptr<DeviceDensePath>> open_device(const DeviceOptions& options, const Weights& weights,
                                                     const KernelSet& kernels, int threads);

}  // namespace llada
