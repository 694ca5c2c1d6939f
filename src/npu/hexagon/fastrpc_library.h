// The vendor's host library (libcdsprpc.so), loaded while the program runs: its entry points as C
// functions, and nothing of its headers. Names, argument orders and numbers are those of the public
// FastRPC sources; on a phone none of them has been tried here (docs/hexagon.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/result.h"

namespace llada::fastrpc {

inline constexpr int kComputeDomain = 3;       // CDSP
inline constexpr int kSystemHeap = 25;
inline constexpr std::uint32_t kCached = 1;    // flags of rpcmem_alloc
inline constexpr int kMapDelayed = 3;          // FASTRPC_MAP_FD_DELAYED: registered, mapped by the DSP
inline constexpr std::uint32_t kUnsignedModule = 2;   // requests of remote_session_control,
inline constexpr std::uint32_t kDspInfo = 2;          // of remote_handle_control,
inline constexpr std::uint32_t kLatency = 1;          // and of remote_handle64_control
inline constexpr std::uint32_t kArchVersion = 6;      // attribute of kDspInfo

struct UnsignedModule {
  std::int32_t domain;
  std::int32_t enable;
};
struct DspCapability {
  std::uint32_t domain;
  std::uint32_t attribute;
  std::uint32_t value;  // filled in
};
struct Latency {
  std::uint32_t enable;
  std::uint32_t microseconds;
};

union Argument {
  struct {
    void* bytes;
    std::size_t length;
  } buffer;
  std::uint64_t handle;
};

// `scalars` of a call: its method, and how many buffers go in and out.
constexpr std::uint32_t scalars(std::uint32_t method, std::uint32_t in, std::uint32_t out) {
  return method << 24 | in << 16 | out << 8;
}

using Handle = std::uint64_t;
using Queue = void*;
using QueueCallback = void (*)(Queue queue, int error, void* context);

struct Library {
  void* (*rpcmem_alloc)(int heap, std::uint32_t flags, int bytes);
  void* (*rpcmem_alloc2)(int heap, std::uint32_t flags, std::size_t bytes);  // may be missing: nullptr
  void (*rpcmem_free)(void* at);
  int (*rpcmem_to_fd)(void* at);
  int (*fastrpc_mmap)(int domain, int fd, void* at, int offset, std::size_t bytes, int flags);
  int (*fastrpc_munmap)(int domain, int fd, void* at, std::size_t bytes);
  int (*remote_handle64_open)(const char* uri, Handle* handle);
  int (*remote_handle64_invoke)(Handle handle, std::uint32_t scalars, Argument* arguments);
  int (*remote_handle64_close)(Handle handle);
  int (*remote_handle64_control)(Handle handle, std::uint32_t request, void* data, std::uint32_t bytes);
  int (*remote_handle_control)(std::uint32_t request, void* data, std::uint32_t bytes);
  int (*remote_session_control)(std::uint32_t request, void* data, std::uint32_t bytes);
  int (*dspqueue_create)(int domain, std::uint32_t flags, std::uint32_t request_bytes, std::uint32_t reply_bytes,
                         QueueCallback on_packet, QueueCallback on_error, void* context, Queue* queue);
  int (*dspqueue_export)(Queue queue, std::uint64_t* id);
  int (*dspqueue_write)(Queue queue, std::uint32_t flags, std::uint32_t buffers, const void* list,
                        std::uint32_t bytes, const std::uint8_t* message, std::uint32_t timeout_us);
  int (*dspqueue_read)(Queue queue, std::uint32_t* flags, std::uint32_t most_buffers, std::uint32_t* buffers,
                       void* list, std::uint32_t most_bytes, std::uint32_t* bytes, std::uint8_t* message,
                       std::uint32_t timeout_us);
  int (*dspqueue_close)(Queue queue);
};

// Kept loaded while anybody holds it. Errors: kNotFound when there is no such library, kUnsupported
// naming the entry point it lacks.
Result<std::shared_ptr<const Library>> load(const std::filesystem::path& path);

}  // namespace llada::fastrpc
