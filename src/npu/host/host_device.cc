#include "npu/host/host_device.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>

#include "npu/list_check.h"

namespace llada {
namespace {

constexpr std::uint64_t kAlignment = 4096;  // a page; kernels need 64
constexpr std::uint64_t kDataAlignment = 4;
// Read at a time: long enough for full speed, short enough to stop within milliseconds.
constexpr std::size_t kReadBytes = std::size_t{8} << 20;

std::vector<TensorType> all_formats() {
  std::vector<TensorType> formats;
  for (int type = 0; type < kTensorTypeCount; ++type) formats.push_back(static_cast<TensorType>(type));
  return formats;
}

std::uint64_t aligned(std::uint64_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

// The pages of a file that is read only through its map need not stay in this process.
void release_pages(const HostBytes& bytes) {
  if (bytes.descriptor < 0) return;
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(bytes.memory.data());
  const std::uintptr_t first = (begin + page - 1) / page * page;
  const std::uintptr_t last = (begin + bytes.memory.size()) / page * page;
  if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
}

std::size_t index_of(Lane lane) { return lane == Lane::kNpu ? 0 : 1; }

}  // namespace

std::byte* HostDevice::Buffer::data() const {
  const std::byte* begin = own.size() > 0 ? own.data() : shared.memory.data();
  return const_cast<std::byte*>(begin);  // what is shared is checked to be read alone
}

HostDevice::HostDevice(const KernelSet& kernels, const HostDeviceOptions& options)
    : options_(options),
      capabilities_{.name = fmt::format("host:{}", kernels.name),
                    .modelled = false,
                    .computes = true,
                    .tile_rows = 1,
                    .window_bytes = options.window_bytes > 0 ? options.window_bytes
                                                             : std::numeric_limits<std::uint64_t>::max() / 2,
                    .alignment_bytes = kAlignment,
                    .formats = all_formats(),
                    .activations = TensorType::kF32,
                    .shares_memory = true},
      lanes_([this](const Job& job) { return perform(job); }, options.record_timeline) {}

Result<std::unique_ptr<HostDevice>> HostDevice::create(const KernelSet& kernels, const HostDeviceOptions& options) {
  std::unique_ptr<HostDevice> device(new HostDevice(kernels, options));
  LLADA_TRY(pool, ThreadPool::create(options.threads));
  device->pool_ = std::move(pool);
  device->runner_ = std::make_unique<CommandRunner>(
      kernels, *device->pool_, [raw = device.get()](const BufferRange& range) { return raw->locate(range); });
  if (const auto started = device->lanes_.start(); !started) return tl::unexpected(to_error(started.error()));
  return device;
}

DeviceResult<BufferId> HostDevice::add_buffer(Buffer buffer) {
  const std::lock_guard lock(buffers_mutex_);
  const BufferId id(next_buffer_++);
  buffers_.emplace(id, std::move(buffer));
  return id;
}

DeviceResult<BufferId> HostDevice::alloc(std::uint64_t size_bytes) {
  const std::uint64_t room = capabilities_.window_bytes - window_used_;
  if (size_bytes == 0) return device_fail(DeviceFailure::kInvalid, "a buffer of 0 bytes");
  if (size_bytes > room || aligned(size_bytes) > room) {
    return device_fail(DeviceFailure::kWindowExhausted, "{} bytes asked for, {} of the window's {} are free",
                       size_bytes, room, capabilities_.window_bytes);
  }
  auto memory = AlignedBuffer::allocate(aligned(size_bytes));
  if (!memory) return device_fail(DeviceFailure::kWindowExhausted, "{}", memory.error().message);
  window_used_ += aligned(size_bytes);
  return add_buffer({.bytes = aligned(size_bytes), .own = std::move(*memory)});
}

DeviceResult<BufferId> HostDevice::alloc_backing(std::uint64_t size_bytes, BackingKind) {
  if (size_bytes == 0) return device_fail(DeviceFailure::kInvalid, "a buffer of 0 bytes");
  auto memory = AlignedBuffer::allocate(aligned(size_bytes));
  if (!memory) return device_fail(DeviceFailure::kWindowExhausted, "{}", memory.error().message);
  return add_buffer({.bytes = aligned(size_bytes), .backing = true, .own = std::move(*memory)});
}

DeviceResult<BufferId> HostDevice::share(const HostBytes& bytes) {
  if (bytes.memory.empty()) return device_fail(DeviceFailure::kInvalid, "a buffer of 0 bytes");
  return add_buffer({.bytes = bytes.memory.size(), .backing = true, .shared = bytes});
}

DeviceResult<HostDevice::Buffer*> HostDevice::find(BufferId id) {
  const auto found = buffers_.find(id);
  if (found != buffers_.end()) return &found->second;
  return device_fail(DeviceFailure::kInvalid, "there is no buffer {}", id.value);
}

bool HostDevice::in_use(const Buffer& buffer) const {
  const auto done = lanes_.done();
  return std::any_of(buffer.accesses.begin(), buffer.accesses.end(),
                     [&](const Access& access) { return access.number > done[index_of(access.lane)]; });
}

DeviceStatus HostDevice::free(BufferId id) {
  LLADA_TRY(buffer, find(id));
  if (lanes_.status()) {
    if (in_use(*buffer)) return device_fail(DeviceFailure::kInvalid, "unfinished commands use buffer {}", id.value);
  } else {
    lanes_.settle();
  }
  if (buffer->mapped || !buffer->backing) window_used_ -= buffer->bytes;
  const std::lock_guard lock(buffers_mutex_);
  buffers_.erase(id);
  return {};
}

DeviceResult<std::byte*> HostDevice::accessible(const BufferRange& range, std::size_t bytes) {
  LLADA_CHECK(lanes_.status());
  LLADA_TRY(buffer, find(range.buffer));
  const bool inside = range.length == bytes && range.offset <= buffer->bytes &&
                      range.length <= buffer->bytes - range.offset;
  if (!inside || buffer->own.size() == 0)
    return device_fail(DeviceFailure::kInvalid, "{} bytes at {} of buffer {}", bytes, range.offset, range.buffer.value);
  if (in_use(*buffer))
    return device_fail(DeviceFailure::kInvalid, "unfinished commands use buffer {}", range.buffer.value);
  return buffer->data() + range.offset;
}

DeviceStatus HostDevice::write(const BufferRange& range, std::span<const std::byte> bytes) {
  LLADA_TRY(to, accessible(range, bytes.size()));
  std::memcpy(to, bytes.data(), bytes.size());
  return {};
}

DeviceStatus HostDevice::read(const BufferRange& range, std::span<std::byte> bytes) {
  LLADA_TRY(from, accessible(range, bytes.size()));
  std::memcpy(bytes.data(), from, bytes.size());
  return {};
}

// f32 and u32 values are read as such.
DeviceStatus HostDevice::check_alignment(const CommandList& list) const {
  if (list.activations != TensorType::kF32)
    return device_fail(DeviceFailure::kUnsupported, "{} computes with f32 activations", capabilities_.name);
  for (std::size_t index = 0; index < list.commands.size(); ++index) {
    const auto* products = std::get_if<ProductsCommand>(&list.commands[index]);
    const auto used = products != nullptr ? products->used() : std::span<const Product>();
    const bool packed = std::all_of(used.begin(), used.end(), [](const Product& p) { return p.layout.has_value(); });
    if (!packed) return device_fail(DeviceFailure::kUnsupported, "command {}: weights that are not packed", index);
    for (const RangeUse& use : ranges_of(list.commands[index])) {
      if (runs_on_npu(list.commands[index]) && use.range.offset % kDataAlignment != 0)
        return device_fail(DeviceFailure::kInvalid, "command {}: data at odd offset {}", index, use.range.offset);
    }
  }
  return {};
}

DeviceStatus HostDevice::check(const CommandList& list) {
  LLADA_CHECK(lanes_.status());
  LLADA_CHECK(check_commands(list));
  ListCheck check(capabilities_, window_used_);
  for (const auto& [id, buffer] : buffers_) check.add_buffer(id, {buffer.bytes, !buffer.backing, buffer.mapped});
  LLADA_CHECK(check.run(list));
  return check_alignment(list);
}

Lane HostDevice::lane_of(const Command& command) { return runs_on_npu(command) ? Lane::kNpu : Lane::kStaging; }

// Of the other lane's jobs that touch the same bytes, the last; its own lane is in order anyway.
void HostDevice::depend(const RangeUse& use, Job& job) {
  for (const Access& access : buffers_.at(use.range.buffer).accesses) {
    const bool overlap = use.range.offset < access.end && access.begin < use.range.offset + use.range.length;
    if (overlap && access.lane != job.lane && (use.write || access.write)) job.after = std::max(job.after, access.number);
  }
}

void HostDevice::record(const RangeUse& use, const Job& job) {
  auto& accesses = buffers_.at(use.range.buffer).accesses;
  const std::uint64_t end = use.range.offset + use.range.length;
  std::erase_if(accesses, [&](const Access& access) {
    return access.lane == job.lane && use.range.offset <= access.begin && access.end <= end &&
           (use.write || !access.write);
  });
  accesses.push_back({use.range.offset, end, use.write, job.lane, job.number});
}

void HostDevice::forget_finished() {
  const auto done = lanes_.done();
  for (auto& [id, buffer] : buffers_) {
    std::erase_if(buffer.accesses, [&](const Access& access) { return access.number <= done[index_of(access.lane)]; });
  }
}

void HostDevice::set_mapped(BufferId id, bool mapped) {
  Buffer& buffer = buffers_.at(id);
  if (std::exchange(buffer.mapped, mapped) == mapped) return;
  window_used_ += mapped ? buffer.bytes : std::uint64_t{0} - buffer.bytes;
}

HostDevice::Job HostDevice::job_of(const Command& command) {
  Job job{.lane = lane_of(command), .command = command, .number = next_job_++};
  job.after = barrier_[1 - index_of(job.lane)];
  std::vector<RangeUse> uses = ranges_of(command);
  const auto toggle = [&](BufferId id, bool mapped) {
    set_mapped(id, mapped);
    uses.push_back({{id, 0, buffers_.at(id).bytes}, true});
  };
  if (const auto* map = std::get_if<MapCommand>(&command)) toggle(map->buffer, true);
  if (const auto* unmap = std::get_if<UnmapCommand>(&command)) toggle(unmap->buffer, false);
  for (const RangeUse& use : uses) depend(use, job);
  for (const RangeUse& use : uses) record(use, job);
  last_[index_of(job.lane)] = job.number;
  return job;
}

DeviceResult<Fence> HostDevice::submit(const CommandList& list) {
  LLADA_CHECK(check(list));
  forget_finished();
  std::vector<Job> jobs;
  for (const Command& command : list.commands) {
    if (std::holds_alternative<FenceCommand>(command)) {
      barrier_ = last_;
    } else {
      jobs.push_back(job_of(command));
    }
  }
  Submission submission{last_, std::nullopt};
  if (options_.fault && options_.fault->submission == submissions_.size() && !jobs.empty()) {
    const DeviceFailure failure = options_.fault->failure;
    const bool at_end = failure == DeviceFailure::kGarbage;
    if (failure == DeviceFailure::kMapLost) submission.failure = failure;
    else jobs[at_end ? jobs.size() - 1 : jobs.size() / 2].fault = failure;
  }
  lanes_.push(std::move(jobs));
  submissions_.push_back(submission);
  return Fence(static_cast<int>(submissions_.size()) - 1);
}

DeviceStatus HostDevice::wait(Fence fence, Nanoseconds timeout) {
  if (fence.value < 0 || fence.value >= static_cast<int>(submissions_.size()))
    return device_fail(DeviceFailure::kInvalid, "there is no fence {}", fence.value);
  Submission& submission = submissions_[static_cast<std::size_t>(fence.value)];
  LLADA_CHECK(lanes_.wait(submission.last, timeout));
  const auto failure = std::exchange(submission.failure, std::nullopt);
  if (!failure) return {};
  for (auto& [id, buffer] : buffers_) {
    if (buffer.mapped) set_mapped(id, false);
  }
  return device_fail(*failure, "{}: injected fault", capabilities_.name);
}

std::byte* HostDevice::locate(const BufferRange& range) const {
  const std::lock_guard lock(buffers_mutex_);
  return buffers_.at(range.buffer).data() + range.offset;
}

DeviceStatus HostDevice::perform(const Job& job) {
  if (job.fault && *job.fault != DeviceFailure::kGarbage)
    return device_fail(*job.fault, "{}: injected fault", capabilities_.name);
  const auto done = std::visit(
      [&](const auto& command) -> DeviceStatus {
        using Kind = std::decay_t<decltype(command)>;
        if constexpr (requires { runner_->run(command); }) return runner_->run(command);
        if constexpr (std::is_same_v<Kind, StageCommand>) return perform(command);
        if constexpr (std::is_same_v<Kind, UnmapCommand>) {
          const std::lock_guard lock(buffers_mutex_);
          release_pages(buffers_.at(command.buffer).shared);
        }
        return {};
      },
      job.command);
  if (job.fault) damage(job.command);
  return done;
}

DeviceStatus HostDevice::perform(const StageCommand& command) {
  const std::span<std::byte> to(locate(command.to), command.to.length);
  HostBytes shared;
  {
    const std::lock_guard lock(buffers_mutex_);
    shared = buffers_.at(command.from.buffer).shared;
  }
  if (shared.descriptor >= 0) return read_file(shared, command.from.offset, to);
  std::memcpy(to.data(), locate(command.from), to.size());
  return {};
}

DeviceStatus HostDevice::read_file(const HostBytes& from, std::uint64_t offset, std::span<std::byte> to) const {
  for (std::size_t done = 0; done < to.size();) {
    const std::size_t wanted = std::min(kReadBytes, to.size() - done);
    const auto at = static_cast<off_t>(from.file_offset + offset + done);
    const ssize_t got = ::pread(from.descriptor, to.data() + done, wanted, at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return device_fail(DeviceFailure::kLost, "weights cannot be read: {}",
                         std::generic_category().message(errno));
    }
    if (got == 0) return device_fail(DeviceFailure::kLost, "weights cannot be read: the file ends at byte {}", at);
    done += static_cast<std::size_t>(got);
  }
  return {};
}

// What an accelerator that answers nonsense leaves behind.
void HostDevice::damage(const Command& command) const {
  for (const RangeUse& use : ranges_of(command)) {
    if (use.write) std::memset(locate(use.range), 0xff, use.range.length);
  }
}

}  // namespace llada
