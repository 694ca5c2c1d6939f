#include "npu/virtual/virtual_device.h"

#include <algorithm>

#include "npu/list_check.h"
#include "npu/virtual/command_timer.h"

namespace llada {
namespace {

constexpr Nanoseconds kLongestWait = std::chrono::hours(24 * 365);

std::vector<TensorType> all_formats() {
  std::vector<TensorType> formats;
  for (int type = 0; type < kTensorTypeCount; ++type)
    formats.push_back(static_cast<TensorType>(type));
  return formats;
}

NpuCapabilities capabilities_of(const DeviceProfile& profile, const VirtualDeviceOptions& options) {
  return {.name = "virtual:" + profile.name,
          .modelled = true,
          .computes = false,
          .width_buckets = profile.width_buckets,
          .tile_rows = profile.tile_rows,
          .window_bytes = options.window_bytes.value_or(profile.window_bytes),
          .alignment_bytes = profile.alignment_bytes,
          .formats = all_formats()};
}

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

std::uint64_t aligned(std::uint64_t bytes, std::uint64_t alignment) {
  return (bytes + alignment - 1) / alignment * alignment;
}

}  // namespace

VirtualDevice::VirtualDevice(const DeviceProfile& profile, Calibration calibration,
                             const VirtualDeviceOptions& options)
    : profile_(profile),
      calibration_(std::move(calibration)),
      options_(options),
      capabilities_(capabilities_of(profile, options)),
      soc_(profile.memory_bytes_per_second, options.record_timeline) {}

Result<std::unique_ptr<VirtualDevice>> VirtualDevice::create(const DeviceProfile& profile,
                                                             const VirtualDeviceOptions& options) {
  LLADA_TRY(calibration, profile.calibration(options.calibration));
  return std::unique_ptr<VirtualDevice>(new VirtualDevice(profile, calibration, options));
}

DeviceStatus VirtualDevice::check_alive() const {
  if (!lost_) return {};
  return device_fail(DeviceFailure::kLost, "{} is gone", capabilities_.name);
}

DeviceResult<BufferId> VirtualDevice::add_buffer(std::uint64_t size_bytes,
                                                 std::optional<BackingKind> backing) {
  LLADA_CHECK(check_alive());
  if (size_bytes == 0 || size_bytes > CommandLimits::kRangeBytes) {
    return device_fail(DeviceFailure::kInvalid, "a buffer of {} bytes, allowed 1..{}", size_bytes,
                       CommandLimits::kRangeBytes);
  }
  const BufferId id(next_buffer_++);
  buffers_[id] = {aligned(size_bytes, profile_.alignment_bytes), backing, false, {}};
  return id;
}

DeviceResult<BufferId> VirtualDevice::alloc(std::uint64_t size_bytes) {
  const std::uint64_t room = capabilities_.window_bytes - window_used_;
  if (size_bytes > room || aligned(size_bytes, profile_.alignment_bytes) > room) {
    return device_fail(DeviceFailure::kWindowExhausted,
                       "{} bytes asked for, {} of the window's {} are free", size_bytes, room,
                       capabilities_.window_bytes);
  }
  LLADA_TRY(id, add_buffer(size_bytes, std::nullopt));
  window_used_ += buffers_[id].bytes;
  return id;
}

DeviceResult<BufferId> VirtualDevice::alloc_backing(std::uint64_t size_bytes, BackingKind kind) {
  return add_buffer(size_bytes, kind);
}

DeviceResult<BufferId> VirtualDevice::share(const HostBytes& bytes) {
  return add_buffer(bytes.memory.size(), BackingKind::kRegistered);
}

DeviceResult<const VirtualDevice::Buffer*> VirtualDevice::find(BufferId id) const {
  const auto found = buffers_.find(id);
  if (found != buffers_.end()) return &found->second;
  return device_fail(DeviceFailure::kInvalid, "there is no buffer {}", id.value);
}

bool VirtualDevice::in_use(const Buffer& buffer) const {
  return std::any_of(buffer.accesses.begin(), buffer.accesses.end(),
                     [this](const Access& access) { return !soc_.done(access.job); });
}

DeviceStatus VirtualDevice::free(BufferId id) {
  LLADA_TRY(buffer, find(id));
  if (in_use(*buffer)) {
    return device_fail(DeviceFailure::kInvalid, "unfinished commands use buffer {}", id.value);
  }
  if (buffer->mapped || !buffer->backing) window_used_ -= buffer->bytes;
  buffers_.erase(id);
  return {};
}

DeviceStatus VirtualDevice::write(const BufferRange&, std::span<const std::byte>) {
  return device_fail(DeviceFailure::kUnsupported, "{} has no contents", capabilities_.name);
}

DeviceStatus VirtualDevice::read(const BufferRange&, std::span<std::byte>) {
  return device_fail(DeviceFailure::kUnsupported, "{} has no contents", capabilities_.name);
}

// Jobs that must end before one that uses `range` may begin.
void VirtualDevice::depend(const BufferRange& range, bool write, std::vector<JobId>& after) {
  for (const Access& access : buffers_[range.buffer].accesses) {
    const bool overlap = range.offset < access.end && access.begin < range.offset + range.length;
    if (overlap && (write || access.write)) after.push_back(access.job);
  }
}

void VirtualDevice::record(const BufferRange& range, bool write, JobId job) {
  auto& accesses = buffers_[range.buffer].accesses;
  const std::uint64_t end = range.offset + range.length;
  std::erase_if(accesses, [&](const Access& access) {
    const bool replaced = write && range.offset <= access.begin && access.end <= end;
    return replaced || soc_.done(access.job);
  });
  accesses.push_back({range.offset, end, write, job});
}

JobId VirtualDevice::add_job(SocJob job, std::vector<JobId> after) {
  const auto lane = static_cast<std::size_t>(job.lane);
  after.insert(after.end(), barrier_.begin(), barrier_.end());
  const JobId id = soc_.add(std::move(job), std::move(after));
  last_job_[lane] = id;
  return id;
}

std::vector<JobId> VirtualDevice::last_jobs() const {
  std::vector<JobId> jobs;
  for (const auto& job : last_job_) {
    if (job) jobs.push_back(*job);
  }
  return jobs;
}

SocJob VirtualDevice::job_of(const Command& command) const {
  const CommandTimer timer(profile_, calibration_);
  const auto map = [&](const MapCommand& c) {
    const Buffer& buffer = buffers_.at(c.buffer);
    return timer.map(buffer.bytes, buffer.backing == BackingKind::kRegistered);
  };
  return std::visit(
      Overloaded{map, [&](const UnmapCommand&) { return timer.unmap(); },
                 [&](const StageCommand& c) { return timer.stage(c); },
                 [&](const ProductsCommand& c) { return timer.products(c); },
                 [&](const AttentionCommand& c) { return timer.attention(c); },
                 [&](const ElementwiseCommand& c) { return timer.elementwise(c); },
                 [&](const HeadStatisticsCommand& c) { return timer.head_statistics(c); },
                 [](const FenceCommand&) { return SocJob{}; }},
      command);
}

void VirtualDevice::set_mapped(Buffer& buffer, bool mapped) {
  if (std::exchange(buffer.mapped, mapped) == mapped) return;
  window_used_ += mapped ? buffer.bytes : std::uint64_t{0} - buffer.bytes;
}

void VirtualDevice::enqueue(const Command& command) {
  if (std::holds_alternative<FenceCommand>(command)) {
    barrier_ = last_jobs();
    return;
  }
  std::vector<RangeUse> uses = ranges_of(command);
  const auto toggle = [&](BufferId id, bool mapped) {
    set_mapped(buffers_[id], mapped);
    uses.push_back({{id, 0, buffers_[id].bytes}, true});
  };
  if (const auto* stage = std::get_if<StageCommand>(&command)) {
    ++counters_.stages;
    counters_.staged_bytes += stage->to.length;
  }
  if (const auto* map = std::get_if<MapCommand>(&command)) toggle(map->buffer, true), ++counters_.maps;
  if (const auto* unmap = std::get_if<UnmapCommand>(&command)) toggle(unmap->buffer, false);
  std::vector<JobId> after;
  for (const RangeUse& use : uses) depend(use.range, use.write, after);
  const JobId id = add_job(job_of(command), std::move(after));
  for (const RangeUse& use : uses) record(use.range, use.write, id);
}

DeviceResult<Fence> VirtualDevice::submit(const CommandList& list) {
  LLADA_CHECK(check_alive());
  LLADA_CHECK(check_commands(list));
  ListCheck check(capabilities_, window_used_);
  for (const auto& [id, buffer] : buffers_)
    check.add_buffer(id, {buffer.bytes, !buffer.backing, buffer.mapped});
  LLADA_CHECK(check.run(list));
  const bool launches = std::any_of(list.commands.begin(), list.commands.end(), runs_on_npu);
  if (launches) add_job(CommandTimer(profile_, calibration_).launch(), {});
  for (const Command& command : list.commands) enqueue(command);
  const bool faulty = options_.fault && options_.fault->submission == submitted_lists_;
  ++submitted_lists_;
  return add_submission(last_jobs(),
                        faulty ? std::optional(options_.fault->failure) : std::nullopt);
}

Fence VirtualDevice::add_submission(std::vector<JobId> jobs, std::optional<DeviceFailure> failure) {
  submissions_.push_back({std::move(jobs), failure});
  return Fence(static_cast<int>(submissions_.size()) - 1);
}

DeviceStatus VirtualDevice::wait(Fence fence, Nanoseconds timeout) {
  LLADA_CHECK(check_alive());
  if (fence.value < 0 || fence.value >= static_cast<int>(submissions_.size()))
    return device_fail(DeviceFailure::kInvalid, "there is no fence {}", fence.value);
  Submission& submission = submissions_[static_cast<std::size_t>(fence.value)];
  const Nanoseconds deadline = now() + std::clamp(timeout, Nanoseconds(0), kLongestWait);
  const bool hangs = submission.failure == DeviceFailure::kTimedOut;
  const bool done = std::all_of(submission.jobs.begin(), submission.jobs.end(),
                                [&](JobId job) { return soc_.run_until(job, deadline); });
  if (done && !hangs) return answer(submission);
  soc_.idle_until(deadline);
  return device_fail(DeviceFailure::kTimedOut, "not done after {} ns", timeout.count());
}

// A fault is reported once; a lost device stays lost.
DeviceStatus VirtualDevice::answer(Submission& submission) {
  const auto failure = std::exchange(submission.failure, std::nullopt);
  if (!failure) return {};
  if (*failure == DeviceFailure::kLost) lost_ = true;
  if (*failure == DeviceFailure::kMapLost) {
    for (auto& [id, buffer] : buffers_) set_mapped(buffer, false);
  }
  return device_fail(*failure, "{}: injected fault", capabilities_.name);
}

// How long the NPU lay idle with work queued is the timeline's to tell: `stalled` stays 0.
DeviceCounters VirtualDevice::counters() const {
  DeviceCounters counters = counters_;
  counters.npu_busy = soc_.busy(Lane::kNpu);
  counters.staging_busy = soc_.busy(Lane::kStaging) + soc_.busy(Lane::kMapping);
  return counters;
}

DeviceResult<Fence> VirtualDevice::run_on_cpu(const CpuWork& work) {
  LLADA_CHECK(check_alive());
  const JobId job =
      soc_.add(CommandTimer(profile_, calibration_).cpu(work.name, work.operations, work.bytes));
  return add_submission({job}, std::nullopt);
}

}  // namespace llada
