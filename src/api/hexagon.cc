#include "api/hexagon.h"

#include "npu/hexagon/emulated_transport.h"
#include "npu/hexagon/fastrpc_transport.h"
#include "npu/hexagon/hexagon_device.h"

namespace llada {
namespace {

// The worker's program and stacks (3 MiB), its fast memory (8 MiB), command lists (4 MiB), an aperture and
// what the emulator takes for itself: below this nothing is left for a model.
constexpr std::uint64_t kSmallestSpace = 24u << 20;

Status check_kernels(const KernelSet& kernels) {
  if (kernels.layout == PackLayout::kLanes) return {};
  return fail(ErrorCode::kUnsupported,
              "a Hexagon NPU reads weights in lanes, kernel set {} packs them in {}; use --kernel exact", kernels.name,
              to_string(kernels.layout));
}

HexagonOptions device_options(const DeviceOptions& options, const KernelSet& kernels, int threads) {
  const bool exact = kernels.activations != "int8";
  return {.threads = threads, .activation_bits = exact ? 16 : 8, .record_timeline = options.record_timeline};
}

Result<std::unique_ptr<NpuDevice>> open_emulated(const DeviceOptions& options, const HexagonOptions& device) {
  if (options.window_bytes > 0 && options.window_bytes < kSmallestSpace) {
    return fail(ErrorCode::kUsage, "--window {}: an address space for {} needs {} at least", options.window_bytes,
                kHexagonEmulated, kSmallestSpace);
  }
  LLADA_TRY(transport, EmulatedTransport::create({.worker = {}, .address_space_bytes = options.window_bytes}));
  auto opened = HexagonDevice::create(std::move(transport), device);
  if (opened) return std::unique_ptr<NpuDevice>(std::move(*opened));
  if (options.window_bytes == 0) return tl::unexpected(opened.error());
  return fail(ErrorCode::kOutOfMemory, "--window {}: the Hexagon worker does not start in so small an address space ({})",
              options.window_bytes, opened.error().message);
}

}  // namespace

Result<std::unique_ptr<NpuDevice>> open_hexagon(const DeviceOptions& options, const KernelSet& kernels, int threads) {
  LLADA_CHECK(check_kernels(kernels));
  HexagonOptions device = device_options(options, kernels, threads);
  if (options.name == kHexagonEmulated) return open_emulated(options, device);
  device.window_bytes = options.window_bytes;
  LLADA_TRY(transport, FastRpcTransport::create({}));
  LLADA_TRY(opened, HexagonDevice::create(std::move(transport), device));
  return std::unique_ptr<NpuDevice>(std::move(opened));
}

HexagonReport inspect_hexagon() {
  HexagonReport report;
  const auto worker = find_hexagon_worker();
  const auto emulator = find_hexagon_emulator();
  if (worker) report.worker = worker->string();
  else report.missing = worker.error().message;
  if (emulator) report.emulator = emulator->string();
  else report.missing += (report.missing.empty() ? "" : "; ") + emulator.error().message;
  return report;
}

}  // namespace llada
