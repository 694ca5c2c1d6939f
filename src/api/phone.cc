#include "api/phone.h"

namespace llada {
namespace {

constexpr Nanoseconds kTimeout = std::chrono::hours(24);

std::uint64_t size_of(int value) { return static_cast<std::uint64_t>(value); }

// Multiply-accumulates of one row in the layers, and in the head.
std::uint64_t weights_in(const Network& network, bool head) {
  std::uint64_t sum = 0;
  for (const Chunk& chunk : network.chunks) {
    if ((chunk.kind == ChunkKind::kHead) != head) continue;
    for (const WeightMatrix& matrix : chunk.matrices)
      sum += std::uint64_t{matrix.outputs} * matrix.inputs;
  }
  return sum;
}

template <class T>
Result<T> from_device(DeviceResult<T> result) {
  if (result) return std::move(*result);
  return tl::unexpected(to_error(result.error()));
}

Status wait_for(NpuDevice& device, Fence fence) {
  const auto status = device.wait(fence, kTimeout);
  if (status) return {};
  return tl::unexpected(to_error(status.error()));
}

}  // namespace

Result<std::unique_ptr<Phone>> Phone::create(const DeviceProfile& profile, const Network& network,
                                             const PhoneOptions& options) {
  std::unique_ptr<Phone> phone(new Phone(network));
  LLADA_CHECK(phone->open(profile, options));
  return phone;
}

Status Phone::open(const DeviceProfile& profile, const PhoneOptions& options) {
  LLADA_TRY(device, VirtualDevice::create(profile, {options.calibration, options.window_bytes,
                                                    options.record_timeline, std::nullopt}));
  device_ = std::move(device);
  const NpuCapabilities& npu = device_->capabilities();
  largest_ = options.largest;
  largest_.rows = std::min(largest_.rows, npu.width_buckets.back());
  largest_.head_rows = std::min(largest_.head_rows, largest_.rows);
  LLADA_TRY(working, StepProgram::working_bytes(npu, network_.shape, network_.chunks, largest_));
  working_bytes_ = working;
  LLADA_TRY(plan, StepProgram::plan_window(npu, network_.shape, network_.chunks, largest_, options.policy,
                                           options.streaming_slots));
  plan_ = std::move(plan);
  LLADA_TRY(program, StepProgram::create(*device_, network_.shape, network_.chunks, plan_,
                                         options.transfer, largest_));
  program_ = std::move(program);
  LLADA_CHECK(run_step(*device_, *program_, largest_, kTimeout));
  start_ = counters();
  return {};
}

PhoneTotals Phone::counters() const {
  return {device_->now(), device_->busy(Lane::kNpu),
          device_->busy(Lane::kStaging) + device_->busy(Lane::kMapping), device_->busy(Lane::kCpu)};
}

PhoneTotals Phone::totals() const {
  const PhoneTotals now = counters();
  return {now.time - start_.time, now.npu - start_.npu, now.staging - start_.staging,
          now.cpu - start_.cpu};
}

Timeline Phone::timeline() const {
  Timeline since;
  for (const TimelineEvent& event : device_->timeline()) {
    if (event.begin < start_.time) continue;
    since.push_back({event.lane, event.name, event.begin - start_.time, event.end - start_.time});
  }
  return since;
}

CpuWork Phone::cpu_work(const char* name, const StepExtents& extents) const {
  const NetworkShape& shape = network_.shape;
  const std::uint64_t attention = std::uint64_t{2} * size_of(shape.layers) *
                                  size_of(shape.query_width()) * size_of(extents.positions);
  const std::uint64_t multiplies =
      (weights_in(network_, false) + attention) * size_of(extents.rows) +
      weights_in(network_, true) * size_of(extents.head_rows);
  return {name, 2 * multiplies, total_bytes(network_.chunks)};
}

// Rows beyond the widest program go into passes of nearly equal width.
Status Phone::run_passes(const StepExtents& extents) {
  const int passes = (extents.rows + largest_.rows - 1) / largest_.rows;
  const auto share = [passes](int count, int pass) {
    return count * (pass + 1) / passes - count * pass / passes;
  };
  for (int pass = 0; pass < passes; ++pass) {
    const int rows = share(extents.rows, pass);
    const StepExtents part{rows, extents.positions, std::min(rows, share(extents.head_rows, pass))};
    LLADA_CHECK(run_step(*device_, *program_, part, kTimeout));
  }
  return {};
}

Status Phone::npu_step(const StepExtents& extents, int side_rows) {
  const std::optional<Fence> due = std::exchange(side_, std::nullopt);
  if (side_rows > 0) {
    const StepExtents side{side_rows, extents.positions, side_rows};
    LLADA_TRY(fence, from_device(device_->run_on_cpu(cpu_work("side rows", side))));
    side_ = fence;
  }
  LLADA_CHECK(run_passes(extents));
  if (!due) return {};
  return wait_for(*device_, *due);
}

Status Phone::cpu_step(const StepExtents& extents) {
  LLADA_TRY(fence, from_device(device_->run_on_cpu(cpu_work("step", extents))));
  return wait_for(*device_, fence);
}

}  // namespace llada
