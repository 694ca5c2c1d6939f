#include "npu/hexagon/fastrpc_transport.h"

#include <algorithm>
#include <limits>

namespace llada {
namespace {

using fastrpc::kComputeDomain;

// Of the skel's interface (hexagon/platform/fastrpc/skel.cc); 0 and 1 are the library's own.
constexpr std::uint32_t kStartMethod = 2, kStopMethod = 3;
constexpr std::uint32_t kQueueBytes = 64 * 1024;  // each way: more than wire::kRingMessages messages
constexpr std::uint32_t kWriteMicroseconds = 1'000'000;
constexpr int kArchs[] = {73, 68};  // of the skels there are, newest first

std::uint64_t round_up(std::uint64_t bytes) { return (bytes + wire::kPage - 1) / wire::kPage * wire::kPage; }

Status said_no(const char* call, int code) {
  return fail(ErrorCode::kIo, "the NPU's {} failed with {:#x}", call, static_cast<unsigned>(code));
}

std::uint32_t microseconds(Nanoseconds time) {
  const auto count = std::chrono::ceil<std::chrono::microseconds>(time).count();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(count, 0, std::numeric_limits<std::int32_t>::max()));
}

}  // namespace

Result<std::unique_ptr<FastRpcTransport>> FastRpcTransport::create(const FastRpcOptions& options) {
  std::unique_ptr<FastRpcTransport> transport(new FastRpcTransport());
  LLADA_CHECK(transport->open(options));
  return transport;
}

// The order is the vendor's: capabilities, the unsigned domain, then the session, then what lives in it.
Status FastRpcTransport::open(const FastRpcOptions& options) {
  LLADA_TRY(library, fastrpc::load(options.library));
  library_ = std::move(library);
  LLADA_CHECK(ask_arch(options));
  LLADA_CHECK(open_session(options));
  return open_queue();
}

// A skel runs on its own version of the instruction set and on later ones.
Status FastRpcTransport::ask_arch(const FastRpcOptions& options) {
  int chip = options.arch;
  if (chip == 0) {
    fastrpc::DspCapability question{kComputeDomain, fastrpc::kArchVersion, 0};
    const int code = library_->remote_handle_control(fastrpc::kDspInfo, &question, sizeof question);
    if (code != 0) return said_no("remote_handle_control", code);
    chip = static_cast<int>((question.value >> 4 & 15) * 10 + (question.value & 15));
  }
  const auto* found = std::find_if(std::begin(kArchs), std::end(kArchs), [&](int arch) { return arch <= chip; });
  if (found == std::end(kArchs))
    return fail(ErrorCode::kUnsupported, "the NPU is a Hexagon v{}; the oldest supported is v{}", chip, kArchs[1]);
  arch_ = *found;
  return {};
}

Status FastRpcTransport::open_session(const FastRpcOptions& options) {
  fastrpc::UnsignedModule module{kComputeDomain, 1};
  int code = library_->remote_session_control(fastrpc::kUnsignedModule, &module, sizeof module);
  if (code != 0) return said_no("remote_session_control", code);
  const std::string file = fmt::format("libllada_hexagon_skel_v{}.so", arch_);
  const std::string uri = fmt::format("file:///{}?llada_skel_handle_invoke&_modver=1.0&_dom=cdsp",
                                      options.skel_folder.empty() ? file : (options.skel_folder / file).string());
  fastrpc::Handle handle = 0;
  code = library_->remote_handle64_open(uri.c_str(), &handle);
  if (code != 0) {
    return fail(ErrorCode::kNotFound, "the NPU does not load {} (error {:#x}): is its folder in DSP_LIBRARY_PATH?", file,
                static_cast<unsigned>(code));
  }
  session_ = handle;
  fastrpc::Latency latency{1, options.wake_up_microseconds};
  (void)library_->remote_handle64_control(handle, fastrpc::kLatency, &latency, sizeof latency);  // a wish
  return {};
}

Status FastRpcTransport::open_queue() {
  int code = library_->dspqueue_create(kComputeDomain, 0, kQueueBytes, kQueueBytes, nullptr, nullptr, nullptr, &queue_);
  if (code != 0) {
    queue_ = nullptr;
    return said_no("dspqueue_create", code);
  }
  std::uint64_t id = 0;
  code = library_->dspqueue_export(queue_, &id);
  if (code != 0) return said_no("dspqueue_export", code);
  fastrpc::Argument argument{.buffer = {&id, sizeof id}};
  code = library_->remote_handle64_invoke(*session_, fastrpc::scalars(kStartMethod, 1, 0), &argument);
  if (code != 0) return said_no("start of the worker", code);
  started_ = true;
  return {};
}

FastRpcTransport::~FastRpcTransport() { kill(); }

// The worker is told to stop before its queue goes, and the session goes last.
void FastRpcTransport::kill() {
  if (started_) (void)library_->remote_handle64_invoke(*session_, fastrpc::scalars(kStopMethod, 0, 0), nullptr);
  started_ = false;
  if (queue_ != nullptr) (void)library_->dspqueue_close(queue_);
  queue_ = nullptr;
  if (session_) (void)library_->remote_handle64_close(*session_);
  session_.reset();
}

DeviceResult<SharedMemory> FastRpcTransport::allocate(std::uint64_t bytes) {
  const std::uint64_t wanted = round_up(bytes);
  const bool large = wanted > static_cast<std::uint64_t>(std::numeric_limits<int>::max());
  if (large && library_->rpcmem_alloc2 == nullptr)
    return device_fail(DeviceFailure::kUnsupported, "{} bytes in one buffer: this NPU library stops at 2 GiB", bytes);
  void* at = library_->rpcmem_alloc2 != nullptr
                 ? library_->rpcmem_alloc2(fastrpc::kSystemHeap, fastrpc::kCached, wanted)
                 : library_->rpcmem_alloc(fastrpc::kSystemHeap, fastrpc::kCached, static_cast<int>(wanted));
  if (at == nullptr) return device_fail(DeviceFailure::kWindowExhausted, "{} bytes of memory shared with the NPU", bytes);
  const int file = library_->rpcmem_to_fd(at);
  const int code = file > 0 ? library_->fastrpc_mmap(kComputeDomain, file, at, 0, wanted, fastrpc::kMapDelayed) : -1;
  if (code != 0) {
    library_->rpcmem_free(at);
    return device_fail(DeviceFailure::kWindowExhausted, "{} bytes cannot be registered with the NPU (error {:#x})", bytes,
                       static_cast<unsigned>(code));
  }
  return SharedMemory{static_cast<std::byte*>(at), static_cast<std::uint64_t>(file), 0, wanted};
}

void FastRpcTransport::free(const SharedMemory& memory) {
  (void)library_->fastrpc_munmap(kComputeDomain, static_cast<int>(memory.handle), memory.at, memory.bytes);
  library_->rpcmem_free(memory.at);
}

DeviceStatus FastRpcTransport::send(const wire::Request& request) {
  if (queue_ == nullptr) return device_fail(DeviceFailure::kLost, "the NPU's session is closed");
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&request);
  const int code = library_->dspqueue_write(queue_, 0, 0, nullptr, sizeof request, bytes, kWriteMicroseconds);
  if (code == 0) return {};
  return device_fail(DeviceFailure::kLost, "the NPU takes no message (error {:#x})", static_cast<unsigned>(code));
}

// Which code means "nothing came in time" differs between versions of the library: the clock decides.
DeviceResult<wire::Reply> FastRpcTransport::receive(Nanoseconds timeout) {
  if (queue_ == nullptr) return device_fail(DeviceFailure::kLost, "the NPU's session is closed");
  const auto until = std::chrono::steady_clock::now() + timeout;
  wire::Reply reply;
  std::uint32_t flags = 0, buffers = 0, length = 0;
  auto* bytes = reinterpret_cast<std::uint8_t*>(&reply);
  const int code = library_->dspqueue_read(queue_, &flags, 0, &buffers, nullptr, sizeof reply, &length, bytes, microseconds(timeout));
  if (code == 0 && length == sizeof reply) return reply;
  if (code == 0) return device_fail(DeviceFailure::kGarbage, "the NPU answers {} bytes instead of {}", length, sizeof reply);
  if (std::chrono::steady_clock::now() >= until) return device_fail(DeviceFailure::kTimedOut, "no answer from the NPU");
  return device_fail(DeviceFailure::kLost, "the NPU's queue failed with {:#x}", static_cast<unsigned>(code));
}

}  // namespace llada
