#include "api/device.h"

#include "api/compute.h"
#include "api/hexagon.h"
#include "npu/host/host_device.h"

namespace llada {

Status check_device_name(std::string_view name) {
  if (name.empty() || name == "cpu" || name == "host" || name == kHexagonEmulated || name == kHexagonFastRpc) return {};
  if (name.starts_with("virtual:")) {
    return fail(ErrorCode::kUsage,
                "device {} only tells time, it computes nothing: use it with llada plan, profile or simulate", name);
  }
  return fail(ErrorCode::kUsage, "device '{}' is unknown; allowed: cpu, host, {}, {}", name, kHexagonEmulated,
              kHexagonFastRpc);
}

Status check_device(const DeviceOptions& options) {
  LLADA_CHECK(check_device_name(options.name));
  if (options.wanted() || options.window_bytes == 0) return {};
  return fail(ErrorCode::kUsage, "a window of {} bytes needs a device; use --device host, or leave --window out",
              options.window_bytes);
}

Result<const KernelSet*> kernels_for(const DeviceOptions& options, std::string_view kernel, std::uint64_t model_bytes) {
  const bool automatic = kernel.empty() || kernel == "auto";
  return choose_kernels(automatic && is_hexagon(options.name) ? "exact" : kernel, model_bytes);
}

std::string_view clock_of(std::string_view device) {
  return device == kHexagonEmulated ? "emulated" : "measured";
}

Result<std::unique_ptr<DeviceDensePath>> open_device(const DeviceOptions& options, const Weights& weights,
                                                     const KernelSet& kernels, int threads) {
  LLADA_CHECK(check_device(options));
  if (is_hexagon(options.name)) {
    LLADA_TRY(device, open_hexagon(options, kernels, threads));
    return DeviceDensePath::create(weights, kernels, std::move(device), {.residency = options.residency});
  }
  LLADA_TRY(device, HostDevice::create(kernels, {.threads = threads,
                                                 .window_bytes = options.window_bytes,
                                                 .record_timeline = options.record_timeline}));
  return DeviceDensePath::create(weights, kernels, std::move(device), {.residency = options.residency});
}

}  // namespace llada
