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

Status check_device(const DeviceOptions& options) {
  LLADA_CHECK(check_device_name(options.name));
  if (options.wanted() || options.window_bytes == 0) return {};
  return fail(ErrorCode::kUsage, "a window of {} bytes needs a device; use --device host, or leave --window out",
              options.window_bytes);
}

Result<std::unique_ptr<DeviceDensePath>> open_device(const DeviceOptions& options, const Weights& weights,
                                                     const KernelSet& kernels, int threads) {
  LLADA_CHECK(check_device(options));
  LLADA_TRY(device, HostDevice::create(kernels, {.threads = threads,
                                                 .window_bytes = options.window_bytes,
                                                 .record_timeline = options.record_timeline}));
  return DeviceDensePath::create(weights, kernels, std::move(device), {.residency = options.residency});
}

}  // namespace llada
