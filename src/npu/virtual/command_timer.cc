#include "npu/virtual/command_timer.h"

#include <algorithm>
#include <limits>

namespace llada {
namespace {

constexpr std::uint64_t kNano = 1'000'000'000;
constexpr std::uint64_t kMib = 1 << 20;

bool expanded(TensorType type) { return type != TensorType::kF16 && type != TensorType::kF32; }

}  // namespace

std::int64_t scaled_up(std::uint64_t a, std::uint64_t b, std::uint64_t divisor) {
  __extension__ using Wide = unsigned __int128;
  const Wide result = (static_cast<Wide>(a) * b + divisor - 1) / divisor;
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  return result > static_cast<Wide>(kMost) ? kMost : static_cast<std::int64_t>(result);
}

std::uint64_t CommandTimer::charged_rows(std::uint32_t rows) const {
  const auto tile = static_cast<std::uint64_t>(profile_.tile_rows);
  return (rows + tile - 1) / tile * tile;
}

Nanoseconds CommandTimer::compute_time(std::uint64_t operations) const {
  const auto command = static_cast<std::int64_t>(calibration_.npu_command_ns);
  return Nanoseconds(command +
                     scaled_up(operations, kNano, calibration_.npu_operations_per_second));
}

// A command bound by the bytes it reads and writes.
SocJob CommandTimer::plain(std::string name, std::uint64_t bytes) const {
  return {Lane::kNpu,
          std::move(name),
          std::min(bytes, CommandLimits::kRangeBytes),
          calibration_.npu_plain_bytes_per_second,
          1,
          compute_time(0)};
}

SocJob CommandTimer::stage(const StageCommand& command) const {
  return {Lane::kStaging, "stage", command.from.length, calibration_.staging_bytes_per_second, 2,
          Nanoseconds(0)};
}

SocJob CommandTimer::map(std::uint64_t bytes, bool registered) const {
  const std::uint64_t per_mib = registered ? profile_.map_ns_per_mib : profile_.map_copy_ns_per_mib;
  const auto fixed = static_cast<std::int64_t>(profile_.map_ns) + scaled_up(bytes, per_mib, kMib);
  return {Lane::kMapping, registered ? "map" : "copy and map", 0, 1, 1, Nanoseconds(fixed)};
}

// Its cost is part of the map's.
SocJob CommandTimer::unmap() const { return {Lane::kMapping, "unmap", 0, 1, 1, Nanoseconds(0)}; }

SocJob CommandTimer::products(const ProductsCommand& command) const {
  std::uint64_t bytes = 0, multiplies = 0;
  bool any_expanded = false;
  for (const Product& product : command.used()) {
    bytes += product.weights.length;
    multiplies += std::uint64_t{product.outputs} * product.inputs;
    any_expanded = any_expanded || expanded(product.type);
  }
  const std::uint64_t rows = charged_rows(command.rows);
  Nanoseconds time = compute_time(0);
  time +=
      Nanoseconds(scaled_up(2 * multiplies, rows * kNano, calibration_.npu_operations_per_second));
  return {Lane::kNpu,
          fmt::format("{} {}", to_string(command.part), command.layer),
          std::min(bytes, CommandLimits::kRangeBytes),
          any_expanded ? calibration_.npu_weight_bytes_per_second
                       : calibration_.npu_plain_bytes_per_second,
          1,
          time};
}

// Two products of rows x positions per head; the keys and values are read once.
SocJob CommandTimer::attention(const AttentionCommand& command) const {
  SocJob job = plain(fmt::format("attention {}", command.layer),
                     command.keys.length + command.values.length);
  const std::uint64_t per_row = std::uint64_t{4} * command.heads * command.head_dim;
  job.fixed +=
      Nanoseconds(scaled_up(per_row * command.positions, charged_rows(command.rows) * kNano,
                            calibration_.npu_operations_per_second));
  return job;
}

SocJob CommandTimer::elementwise(const ElementwiseCommand& command) const {
  const bool scatters = command.kind == ElementwiseKind::kScatterRows;
  const std::uint64_t written = scatters ? command.first.length : command.output.length;
  return plain(fmt::format("{} {}", to_string(command.kind), command.layer),
               command.first.length + written);
}

SocJob CommandTimer::head_statistics(const HeadStatisticsCommand& command) const {
  return plain("head statistics", command.logits.length);
}

SocJob CommandTimer::launch() const {
  return {
      Lane::kNpu, "launch",
      0,          1,
      1,          Nanoseconds(static_cast<std::int64_t>(profile_.submit_ns + profile_.batch_ns))};
}

SocJob CommandTimer::cpu(std::string name, std::uint64_t operations, std::uint64_t bytes) const {
  const std::int64_t arithmetic =
      scaled_up(operations, kNano, calibration_.cpu_operations_per_second);
  if (bytes == 0) return {Lane::kCpu, std::move(name), 0, 1, 1, Nanoseconds(arithmetic)};
  const auto pace = static_cast<std::uint64_t>(
      scaled_up(bytes, kNano, static_cast<std::uint64_t>(std::max<std::int64_t>(1, arithmetic))));
  return {Lane::kCpu,
          std::move(name),
          std::min(bytes, CommandLimits::kRangeBytes),
          std::min(pace, calibration_.cpu_bytes_per_second),
          1,
          Nanoseconds(0)};
}

}  // namespace llada
