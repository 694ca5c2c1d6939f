#include "api/device.h"

#include "npu/host/host_device.h"

namespace llada {

Status check_device_name(std::string_view name) {
  if (name.empty() || name == "cpu" || name == "host") return {};
  if (name.starts_with("virtual:")) {
    return fail(ErrorCode::kUsage,
                "device {} only tells time, it computes nothing: use it with llada plan, profile or simulate", name);
  }
  return fail(ErrorCode::kUsage, "device '{}' is unknown; allowed: cpu, host", name);
}

Result<std::unique_ptr<DeviceDensePath>> open_device(const DeviceOptions& options, const Weights& weights,
                                                     const KernelSet& kernels, int threads) {
  LLADA_CHECK(check_device_name(options.name));
  LLADA_TRY(device, HostDevice::create(kernels, {.threads = threads,
                                                 .window_bytes = options.window_bytes,
                                                 .record_timeline = options.record_timeline}));
  return DeviceDensePath::create(weights, kernels, std::move(device), {.residency = options.residency});
}

}  // namespace llada
