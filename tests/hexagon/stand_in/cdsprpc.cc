// A stand-in for the vendor's libcdsprpc.so: the same entry points, with a worker under the emulator
// behind them. It keeps the vendor's rules (nothing before the unsigned domain is asked for, memory is
// registered before the DSP sees it, a queue is imported once) and refuses what breaks them, so that the
// host side's calls, their order and its error paths are exercised. It says nothing about a phone.
#include "hexagon/stand_in/cdsprpc.h"

#include <signal.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "npu/hexagon/emulated_transport.h"
#include "npu/hexagon/fastrpc_library.h"

namespace {

using namespace llada;
namespace rpc = llada::fastrpc;

constexpr int kOk = 0, kBadState = 0x0d, kBadParameter = 0x0e, kNoSuch = 0x27, kExpired = 0x2e;
constexpr rpc::Handle kSession = 0x5e55;
constexpr std::uint64_t kQueueId = 0x9e0e;

struct Memory {
  SharedMemory shared;
  int file = 0;
  bool registered = false;
};

struct StandIn {
  std::mutex mutex;
  std::string calls;
  std::map<std::string, std::pair<int, int>> failures;  // call -> (calls before it, code)
  std::uint32_t arch = 0x73;
  std::uint64_t address_space = 0;
  bool answer_short = false;
  bool unsigned_domain = false;
  std::unique_ptr<EmulatedTransport> worker;  // of the session, or of the last one: its memory lives on
  bool session = false, queue = false, started = false;
  std::map<void*, Memory> memories;
  int next_file = 100;

  // Notes the call; the code it is to fail with, or 0.
  int note(const std::string& name, const std::string& detail = "") {
    calls += detail.empty() ? name + "\n" : name + " " + detail + "\n";
    const auto found = failures.find(name);
    if (found == failures.end()) return kOk;
    if (found->second.first-- > 0) return kOk;
    const int code = found->second.second;
    failures.erase(found);
    return code;
  }
};

StandIn& all() {
  static StandIn only;
  return only;
}

#define NOTE(...)                                  \
  StandIn& s = all();                              \
  const std::lock_guard<std::mutex> lock(s.mutex); \
  if (const int code = s.note(__VA_ARGS__); code != kOk) return code

// The worker knows one file of memory: descriptors become places in it.
bool translate(StandIn& s, std::uint64_t& handle, std::uint64_t& offset) {
  const auto found = std::find_if(s.memories.begin(), s.memories.end(), [&](const auto& entry) {
    return entry.second.registered && static_cast<std::uint64_t>(entry.second.file) == handle;
  });
  if (found == s.memories.end()) return false;
  handle = 0;
  offset += found->second.shared.offset;
  return true;
}

bool translate(StandIn& s, wire::Request& request) {
  bool known = true;
  if (request.kind == wire::RequestKind::kAttach) known = translate(s, request.attach.handle, request.attach.offset);
  if (request.kind == wire::RequestKind::kHello) {
    std::uint64_t handle = request.hello.lists_handle;
    known = translate(s, handle, request.hello.lists_offset);
    request.hello.lists_handle = static_cast<std::uint32_t>(handle);
  }
  request.checksum = wire::checksum(&request, sizeof request - sizeof request.checksum);
  return known;
}

void* allocate(StandIn& s, std::uint64_t bytes) {
  if (!s.session) return nullptr;
  const auto memory = s.worker->allocate(bytes);
  if (!memory) return nullptr;
  s.memories[memory->at] = {*memory, s.next_file++, false};
  return memory->at;
}

}  // namespace

extern "C" {

#ifndef LLADA_STAND_IN_OLD  // libraries of before 2023 lack it
void* rpcmem_alloc2(int heap, std::uint32_t, std::size_t bytes) {
  StandIn& s = all();
  const std::lock_guard<std::mutex> lock(s.mutex);
  if (s.note("rpcmem_alloc2", std::to_string(bytes)) != kOk || heap != rpc::kSystemHeap) return nullptr;
  return allocate(s, bytes);
}
#endif

void* rpcmem_alloc(int heap, std::uint32_t, int bytes) {
  StandIn& s = all();
  const std::lock_guard<std::mutex> lock(s.mutex);
  if (s.note("rpcmem_alloc", std::to_string(bytes)) != kOk || heap != rpc::kSystemHeap || bytes <= 0) return nullptr;
  return allocate(s, static_cast<std::uint64_t>(bytes));
}

void rpcmem_free(void* at) {
  StandIn& s = all();
  const std::lock_guard<std::mutex> lock(s.mutex);
  (void)s.note("rpcmem_free");
  const auto found = s.memories.find(at);
  if (found == s.memories.end()) return;
  if (s.worker) s.worker->free(found->second.shared);
  s.memories.erase(found);
}

int rpcmem_to_fd(void* at) {
  StandIn& s = all();
  const std::lock_guard<std::mutex> lock(s.mutex);
  if (s.note("rpcmem_to_fd") != kOk) return -1;
  const auto found = s.memories.find(at);
  return found == s.memories.end() ? -1 : found->second.file;
}

int fastrpc_mmap(int domain, int fd, void* at, int offset, std::size_t bytes, int flags) {
  NOTE("fastrpc_mmap");
  const auto found = s.memories.find(at);
  const bool good = domain == rpc::kComputeDomain && flags == rpc::kMapDelayed && offset == 0 &&
                    found != s.memories.end() && found->second.file == fd && found->second.shared.bytes == bytes;
  if (!good || found->second.registered) return kBadParameter;
  found->second.registered = true;
  return kOk;
}

int fastrpc_munmap(int domain, int fd, void* at, std::size_t bytes) {
  NOTE("fastrpc_munmap");
  const auto found = s.memories.find(at);
  const bool good = domain == rpc::kComputeDomain && found != s.memories.end() && found->second.registered &&
                    found->second.file == fd && found->second.shared.bytes == bytes;
  if (!good) return kBadParameter;
  found->second.registered = false;
  return kOk;
}

int remote_handle_control(std::uint32_t request, void* data, std::uint32_t bytes) {
  NOTE("remote_handle_control");
  auto* question = static_cast<rpc::DspCapability*>(data);
  if (request != rpc::kDspInfo || bytes != sizeof *question || question->attribute != rpc::kArchVersion) return kBadParameter;
  question->value = s.arch;
  return kOk;
}

int remote_session_control(std::uint32_t request, void* data, std::uint32_t bytes) {
  NOTE("remote_session_control");
  const auto* module = static_cast<const rpc::UnsignedModule*>(data);
  if (request != rpc::kUnsignedModule || bytes != sizeof *module || module->domain != rpc::kComputeDomain) return kBadParameter;
  s.unsigned_domain = module->enable == 1;
  return kOk;
}

int remote_handle64_open(const char* uri, rpc::Handle* handle) {
  NOTE("remote_handle64_open", uri);
  const std::string_view wanted = uri;
  if (!s.unsigned_domain || s.session || !s.memories.empty()) return kBadState;
  if (wanted.find("?llada_skel_handle_invoke&_modver=1.0&_dom=cdsp") == std::string_view::npos) return kNoSuch;
  auto worker = EmulatedTransport::create({.worker = {}, .address_space_bytes = s.address_space});
  if (!worker) return kNoSuch;
  s.worker = std::move(*worker);
  s.session = true;
  *handle = kSession;
  return kOk;
}

int remote_handle64_control(rpc::Handle handle, std::uint32_t request, void*, std::uint32_t bytes) {
  NOTE("remote_handle64_control");
  return handle == kSession && request == rpc::kLatency && bytes == sizeof(rpc::Latency) ? kOk : kBadParameter;
}

int remote_handle64_invoke(rpc::Handle handle, std::uint32_t scalars, rpc::Argument* arguments) {
  NOTE("remote_handle64_invoke", std::to_string(scalars >> 24));
  if (handle != kSession || !s.session) return kBadState;
  if (scalars == rpc::scalars(3, 0, 0)) {
    s.started = false;
    return kOk;
  }
  if (scalars != rpc::scalars(2, 1, 0) || arguments[0].buffer.length != sizeof kQueueId) return kBadParameter;
  std::uint64_t id = 0;
  std::memcpy(&id, arguments[0].buffer.bytes, sizeof id);
  if (id != kQueueId || !s.queue || s.started) return kBadState;
  s.started = true;
  return kOk;
}

int remote_handle64_close(rpc::Handle handle) {
  NOTE("remote_handle64_close");
  if (handle != kSession || !s.session) return kBadState;
  s.worker->kill();  // memory outlives the session, as on a phone
  s.session = s.unsigned_domain = s.started = false;
  return kOk;
}

int dspqueue_create(int domain, std::uint32_t, std::uint32_t request_bytes, std::uint32_t reply_bytes,
                    rpc::QueueCallback, rpc::QueueCallback, void*, rpc::Queue* queue) {
  NOTE("dspqueue_create");
  if (domain != rpc::kComputeDomain || request_bytes < sizeof(wire::Request) || reply_bytes < sizeof(wire::Reply)) return kBadParameter;
  if (!s.session || s.queue) return kBadState;
  s.queue = true;
  *queue = &s;
  return kOk;
}

int dspqueue_export(rpc::Queue, std::uint64_t* id) {
  NOTE("dspqueue_export");
  *id = kQueueId;
  return s.queue ? kOk : kBadState;
}

int dspqueue_write(rpc::Queue, std::uint32_t, std::uint32_t buffers, const void*, std::uint32_t bytes,
                   const std::uint8_t* message, std::uint32_t) {
  NOTE("dspqueue_write");
  wire::Request request;
  if (!s.started || buffers != 0 || bytes != sizeof request) return kBadState;
  std::memcpy(&request, message, sizeof request);
  if (!translate(s, request)) return kBadParameter;
  return s.worker->send(request) ? kOk : kBadState;
}

int dspqueue_read(rpc::Queue, std::uint32_t* flags, std::uint32_t, std::uint32_t* buffers, void*,
                  std::uint32_t most_bytes, std::uint32_t* bytes, std::uint8_t* message, std::uint32_t timeout_us) {
  NOTE("dspqueue_read");
  if (!s.started || most_bytes < sizeof(wire::Reply)) return kBadState;
  const auto reply = s.worker->receive(std::chrono::microseconds(timeout_us));
  if (!reply) return reply.error().failure == DeviceFailure::kTimedOut ? kExpired : kBadState;
  std::memcpy(message, &*reply, sizeof *reply);
  *flags = *buffers = 0;
  *bytes = static_cast<std::uint32_t>(sizeof *reply) - (std::exchange(s.answer_short, false) ? 1 : 0);
  return kOk;
}

int dspqueue_close(rpc::Queue) {
  NOTE("dspqueue_close");
  if (!s.queue) return kBadState;
  s.queue = s.started = false;
  return kOk;
}

std::size_t stand_in_calls(char* text, std::size_t most) {
  StandIn& s = all();
  const std::lock_guard<std::mutex> lock(s.mutex);
  if (most > 0) s.calls.copy(text, most);  // asked for the length alone, `text` may be null
  return s.calls.size();
}

void stand_in_fail(const char* call, int nth, int code) { all().failures[call] = {nth, code}; }
void stand_in_answer_short() { all().answer_short = true; }
void stand_in_set_arch(std::uint32_t arch) { all().arch = arch; }
void stand_in_set_address_space(std::uint64_t bytes) { all().address_space = bytes; }
void stand_in_kill_worker() { ::kill(all().worker->worker(), 9); }

std::size_t stand_in_held() {
  StandIn& s = all();
  return s.memories.size() + (s.queue ? 1 : 0) + (s.started ? 1 : 0) + (s.session ? 1 : 0);
}

void stand_in_reset() {
  StandIn& s = all();
  const std::lock_guard<std::mutex> lock(s.mutex);
  s.calls.clear();
  s.failures.clear();
  s.arch = 0x73;
  s.address_space = 0;
  s.answer_short = s.unsigned_domain = s.session = s.queue = s.started = false;
  s.memories.clear();
  s.worker.reset();
}

}  // extern "C"
