#include "npu/hexagon/hexagon_device.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "npu/command_codec.h"
#include "npu/hexagon/problem_text.h"

namespace llada {
namespace {

static_assert(wire::kListVersion == kCommandListVersion);

constexpr Nanoseconds kAnswerTime = std::chrono::seconds(30);  // for anything but a command list
constexpr std::size_t kReadBytes = std::size_t{8} << 20;       // of a file at a time

std::uint64_t aligned(std::uint64_t bytes) { return (bytes + wire::kPage - 1) / wire::kPage * wire::kPage; }

wire::Request request_of(wire::RequestKind kind) {
  wire::Request request;
  std::memset(&request, 0, sizeof request);
  request.kind = kind;
  return request;
}

}  // namespace

Result<std::unique_ptr<HexagonDevice>> HexagonDevice::create(std::unique_ptr<HexagonTransport> transport,
                                                             const HexagonOptions& options) {
  std::unique_ptr<HexagonDevice> device(new HexagonDevice(std::move(transport), options));
  device->capabilities_.name = fmt::format("hexagon:{}", device->transport_->name());
  LLADA_CHECK(device->greet());
  return device;
}

HexagonDevice::~HexagonDevice() {
  if (!failure_) {
    wire::Request stop = request_of(wire::RequestKind::kStop);
    (void)ask(stop);
  }
  transport_->kill();
  for (const auto& [id, buffer] : buffers_) transport_->free(buffer.memory);
  if (lists_.bytes > 0) transport_->free(lists_);
}

Status HexagonDevice::greet() {
  auto lists = transport_->allocate(std::uint64_t{wire::kListSlots} * wire::kListSlotBytes);
  if (!lists) return tl::unexpected(to_error(lists.error()));
  lists_ = *lists;
  wire::Request request = request_of(wire::RequestKind::kHello);
  request.hello = {.magic = wire::kMagic,
                   .version = wire::kVersion,
                   .list_version = wire::kListVersion,
                   .threads = static_cast<std::uint32_t>(std::clamp(options_.threads, 1, int{wire::kMaxThreads})),
                   .activation_bits = static_cast<std::uint32_t>(options_.activation_bits),
                   .lists_handle = static_cast<std::uint32_t>(lists_.handle),
                   .window_bytes = options_.window_bytes / wire::kPage * wire::kPage,
                   .scratch_bytes = options_.scratch_bytes,
                   .lists_offset = lists_.offset};
  const auto reply = ask(request);
  if (!reply) return tl::unexpected(to_error(reply.error()));
  capabilities_.computes = true;
  capabilities_.window_bytes = reply->window_bytes;
  capabilities_.alignment_bytes = wire::kPage;
  capabilities_.formats = {TensorType::kQ4_0, TensorType::kQ8_0};
  capabilities_.activations = TensorType::kF32;
  capabilities_.prefers_maps = true;
  return {};
}

Nanoseconds HexagonDevice::now() const {
  return std::chrono::duration_cast<Nanoseconds>(std::chrono::steady_clock::now() - opened_);
}

DeviceStatus HexagonDevice::status() const {
  if (failure_) return tl::unexpected(*failure_);
  return {};
}

void HexagonDevice::fail_with(const DeviceError& error) {
  if (!failure_) failure_ = error;
  if (error.failure == DeviceFailure::kTimedOut) transport_->kill();  // it may still write what it owns
  for (Submission& submission : submissions_) {
    if (submission.done) continue;
    submission.done = true;
    submission.error = failure_;
  }
}

DeviceStatus HexagonDevice::send(wire::Request& request) {
  LLADA_CHECK(status());
  request.sequence = next_sequence_++;
  request.checksum = wire::checksum(&request, sizeof request - sizeof request.checksum);
  const auto sent = transport_->send(request);
  if (!sent) fail_with(sent.error());
  return sent;
}

DeviceResult<wire::Reply> HexagonDevice::receive(Nanoseconds timeout) {
  auto reply = transport_->receive(timeout);
  if (!reply) return tl::unexpected(reply.error());
  if (reply->checksum == wire::checksum(&*reply, sizeof *reply - sizeof reply->checksum)) return *reply;
  return device_fail(DeviceFailure::kGarbage, "{}: an answer does not match its checksum", capabilities_.name);
}

// Answers come in the order of requests; an answer to a list ends its submission.
void HexagonDevice::note(const wire::Reply& reply) {
  counters_ = reply.counters;
  const auto found = std::find_if(submissions_.begin(), submissions_.end(), [&](const Submission& submission) {
    return !submission.done && submission.sequence == reply.sequence;
  });
  if (found == submissions_.end()) return;
  found->done = true;
  found->buffers.clear();
  if (options_.record_timeline) timeline_.push_back({Lane::kNpu, "step", found->begin, now()});
  if (reply.problem != wire::Problem::kNone) fail_with(*(found->error = to_device_error(reply, capabilities_.name)));
}

DeviceResult<wire::Reply> HexagonDevice::ask(wire::Request& request) {
  LLADA_CHECK(send(request));
  for (;;) {
    const auto reply = receive(kAnswerTime);
    if (!reply) {
      fail_with(reply.error());
      return tl::unexpected(reply.error());
    }
    note(*reply);
    if (reply->sequence != request.sequence) continue;
    if (reply->problem != wire::Problem::kNone) return tl::unexpected(to_device_error(*reply, capabilities_.name));
    return *reply;
  }
}

// --- buffers ---

DeviceResult<BufferId> HexagonDevice::add(std::uint64_t bytes, bool in_window) {
  LLADA_CHECK(status());
  if (bytes == 0) return device_fail(DeviceFailure::kInvalid, "a buffer of 0 bytes");
  const std::uint64_t room = capabilities_.window_bytes - window_used_;
  if (in_window && (bytes > room || aligned(bytes) > room)) {
    return device_fail(DeviceFailure::kWindowExhausted, "{} bytes asked for, {} of the window's {} are free", bytes,
                       room, capabilities_.window_bytes);
  }
  const std::uint32_t number = free_numbers_.empty() ? next_buffer_ : *free_numbers_.begin();
  if (number >= wire::kMaxBuffers) return device_fail(DeviceFailure::kWindowExhausted, "more than {} buffers", number);
  LLADA_TRY(memory, transport_->allocate(bytes));
  wire::Request request = request_of(wire::RequestKind::kAttach);
  request.attach = {number, in_window ? 1u : 0u, memory.handle, memory.offset, memory.bytes};
  const auto reply = ask(request);
  if (!reply) {
    transport_->free(memory);
    return tl::unexpected(reply.error());
  }
  free_numbers_.empty() ? void(++next_buffer_) : void(free_numbers_.erase(free_numbers_.begin()));
  if (in_window) window_used_ += memory.bytes;
  const BufferId id(static_cast<int>(number));
  buffers_.emplace(id, Buffer{memory, in_window, false});
  return id;
}

DeviceResult<BufferId> HexagonDevice::alloc(std::uint64_t size_bytes) { return add(size_bytes, true); }

// All backing memory is shared with the worker, so none is unregistered.
DeviceResult<BufferId> HexagonDevice::alloc_backing(std::uint64_t size_bytes, BackingKind) {
  return add(size_bytes, false);
}

// The worker sees shared memory alone: bytes that lie elsewhere are copied into it, once.
DeviceResult<BufferId> HexagonDevice::share(const HostBytes& bytes) {
  LLADA_TRY(id, add(bytes.memory.size(), false));
  const auto filled = fill(buffers_.at(id).memory, bytes);
  if (filled) return id;
  (void)free(id);
  return tl::unexpected(filled.error());
}

DeviceStatus HexagonDevice::fill(SharedMemory& memory, const HostBytes& bytes) const {
  if (bytes.descriptor < 0) {
    std::memcpy(memory.at, bytes.memory.data(), bytes.memory.size());
    return {};
  }
  for (std::size_t done = 0; done < bytes.memory.size();) {
    const std::size_t wanted = std::min(kReadBytes, bytes.memory.size() - done);
    const ssize_t got = ::pread(bytes.descriptor, memory.at + done, wanted, static_cast<off_t>(bytes.file_offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      return device_fail(DeviceFailure::kLost, "weights cannot be read: {}",
                         got < 0 ? std::generic_category().message(errno) : "the file is too short");
    }
    done += static_cast<std::size_t>(got);
  }
  return {};
}

DeviceResult<HexagonDevice::Buffer*> HexagonDevice::find(BufferId id) {
  const auto found = buffers_.find(id);
  if (found != buffers_.end()) return &found->second;
  return device_fail(DeviceFailure::kInvalid, "there is no buffer {}", id.value);
}

bool HexagonDevice::in_use(BufferId id) const {
  return std::any_of(submissions_.begin(), submissions_.end(),
                     [&](const Submission& submission) { return !submission.done && submission.buffers.contains(id); });
}

// Answers are in order: that to the detaching comes after all that use the buffer are done.
DeviceStatus HexagonDevice::free(BufferId id) {
  LLADA_TRY(buffer, find(id));
  if (!failure_) {
    wire::Request request = request_of(wire::RequestKind::kDetach);
    request.detach = {static_cast<std::uint32_t>(id.value)};
    (void)ask(request);
  }
  if (buffer->in_window || buffer->mapped) window_used_ -= buffer->memory.bytes;
  transport_->free(buffer->memory);
  buffers_.erase(id);
  free_numbers_.insert(static_cast<std::uint32_t>(id.value));
  return {};
}

DeviceResult<std::byte*> HexagonDevice::accessible(const BufferRange& range, std::size_t bytes) {
  LLADA_CHECK(status());
  LLADA_TRY(buffer, find(range.buffer));
  const bool inside = range.length == bytes && range.offset <= buffer->memory.bytes &&
                      range.length <= buffer->memory.bytes - range.offset;
  if (!inside)
    return device_fail(DeviceFailure::kInvalid, "{} bytes at {} of buffer {}", bytes, range.offset, range.buffer.value);
  if (in_use(range.buffer))
    return device_fail(DeviceFailure::kInvalid, "unfinished commands use buffer {}", range.buffer.value);
  return buffer->memory.at + range.offset;
}

DeviceStatus HexagonDevice::write(const BufferRange& range, std::span<const std::byte> bytes) {
  LLADA_TRY(to, accessible(range, bytes.size()));
  std::memcpy(to, bytes.data(), bytes.size());
  return {};
}

DeviceStatus HexagonDevice::read(const BufferRange& range, std::span<std::byte> bytes) {
  LLADA_TRY(from, accessible(range, bytes.size()));
  std::memcpy(bytes.data(), from, bytes.size());
  return {};
}

// --- lists ---

DeviceStatus HexagonDevice::check(const CommandList& list) {
  LLADA_CHECK(status());
  LLADA_CHECK(check_commands(list));
  if (list.activations != TensorType::kF32)
    return device_fail(DeviceFailure::kUnsupported, "{} computes with f32 activations", capabilities_.name);
  ListCheck check(capabilities_, window_used_);
  for (const auto& [id, buffer] : buffers_) check.add_buffer(id, {buffer.memory.bytes, buffer.in_window, buffer.mapped});
  LLADA_CHECK(check.run(list));
  for (const Command& command : list.commands) {
    const auto* products = std::get_if<ProductsCommand>(&command);
    if (products == nullptr) continue;
    for (const Product& product : products->used()) {
      if (product.layout == PackLayout::kLanes) continue;
      return device_fail(DeviceFailure::kUnsupported, "{} reads weights in the lane layout alone", capabilities_.name);
    }
  }
  return {};
}

DeviceStatus HexagonDevice::take_note_of_maps(const CommandList& list) {
  for (const Command& command : list.commands) {
    const auto* map = std::get_if<MapCommand>(&command);
    const auto* unmap = std::get_if<UnmapCommand>(&command);
    if (map == nullptr && unmap == nullptr) continue;
    LLADA_TRY(buffer, find(map != nullptr ? map->buffer : unmap->buffer));
    buffer->mapped = map != nullptr;
    window_used_ += map != nullptr ? buffer->memory.bytes : std::uint64_t{0} - buffer->memory.bytes;
  }
  return {};
}

DeviceStatus HexagonDevice::wait_for_slot(std::uint32_t slot) {
  for (std::size_t index = 0; index < submissions_.size(); ++index) {
    if (submissions_[index].done || submissions_[index].slot != slot) continue;
    LLADA_CHECK(wait(Fence(static_cast<int>(index)), std::chrono::minutes(5)));
  }
  return {};
}

wire::Run HexagonDevice::fault_for(const CommandList& list) const {
  wire::Run run{};
  if (!options_.fault || options_.fault->submission != submissions_.size() || list.commands.empty()) return run;
  const auto commands = static_cast<std::uint32_t>(list.commands.size());
  switch (options_.fault->failure) {
    case DeviceFailure::kTimedOut: run.fault = wire::Fault::kHang; break;
    case DeviceFailure::kGarbage: run.fault = wire::Fault::kGarbage; break;
    default: run.fault = wire::Fault::kDie; break;
  }
  run.at = run.fault == wire::Fault::kGarbage ? commands - 1 : options_.fault_command.value_or(commands / 2) % commands;
  return run;
}

DeviceResult<Fence> HexagonDevice::submit(const CommandList& list) {
  LLADA_CHECK(check(list));
  const std::vector<std::byte> bytes = encode_commands(list);
  if (bytes.size() > wire::kListSlotBytes) {
    return device_fail(DeviceFailure::kUnsupported, "a command list of {} bytes; {} takes up to {}", bytes.size(),
                       capabilities_.name, wire::kListSlotBytes);
  }
  const auto slot = static_cast<std::uint32_t>(submissions_.size() % wire::kListSlots);
  LLADA_CHECK(wait_for_slot(slot));
  std::memcpy(lists_.at + std::uint64_t{slot} * wire::kListSlotBytes, bytes.data(), bytes.size());
  wire::Request request = request_of(wire::RequestKind::kRun);
  request.run = fault_for(list);
  request.run.slot = slot;
  request.run.bytes = static_cast<std::uint32_t>(bytes.size());
  Submission submission{.slot = slot, .buffers = {}, .begin = now(), .error = {}};
  for (const Command& command : list.commands) {
    for (const RangeUse& use : ranges_of(command)) submission.buffers.insert(use.range.buffer);
  }
  LLADA_CHECK(send(request));
  submission.sequence = request.sequence;
  submissions_.push_back(std::move(submission));
  LLADA_CHECK(take_note_of_maps(list));
  return Fence(static_cast<int>(submissions_.size()) - 1);
}

DeviceStatus HexagonDevice::wait(Fence fence, Nanoseconds timeout) {
  if (fence.value < 0 || fence.value >= static_cast<int>(submissions_.size()))
    return device_fail(DeviceFailure::kInvalid, "there is no fence {}", fence.value);
  const Submission& submission = submissions_[static_cast<std::size_t>(fence.value)];
  const Nanoseconds until = now() + timeout;
  while (!submission.done) {
    const auto reply = receive(std::max(until - now(), Nanoseconds{0}));
    reply ? note(*reply) : fail_with(reply.error());
  }
  if (submission.error) return tl::unexpected(*submission.error);
  return {};
}

DeviceCounters HexagonDevice::counters() const {
  return {.npu_busy = Nanoseconds(counters_.busy_ns),
          .staging_busy = Nanoseconds(counters_.staging_ns),
          .stalled = Nanoseconds(counters_.stalled_ns),
          .staged_bytes = counters_.staged_bytes,
          .stages = counters_.stages,
          .maps = counters_.maps};
}

}  // namespace llada
