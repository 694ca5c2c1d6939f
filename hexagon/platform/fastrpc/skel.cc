// The entry point that the DSP's loader calls, and the queue that carries requests. Methods: 0 opens, 1
// closes (both the framework's), 2 starts on a queue's number, 3 stops.
#include "platform/fastrpc/vendor.h"
#include "worker/worker.h"

namespace {

using llada::wire::Reply;
using llada::wire::Request;

enum Method : uint32_t { kOpen = 0, kClose = 1, kStart = 2, kStop = 3 };

constexpr int kOk = 0, kBadParameter = 14, kUnsupported = 20;  // codes of the vendor's AEEStdErr.h
constexpr int kFlushAndForget = 4, kDataCache = 1;             // of qurt_mem_cache_clean: the whole cache
constexpr uint32_t kWriteMicroseconds = 1000000;

union Argument {
  struct {
    void* bytes;
    uint32_t length;
  } buffer;
  uint64_t handle;
};

void* queue = nullptr;

// The host wrote lists and rows, and reads results: caches of the two are not coherent.
void see_memory_anew() { qurt_mem_cache_clean(0, 0, kFlushAndForget, kDataCache); }

void on_packet(void* from, int, void*) {
  static Request request;
  static Reply reply;
  uint32_t flags = 0, buffers = 0, length = 0;
  auto* bytes = reinterpret_cast<uint8_t*>(&request);
  while (dspqueue_read_noblock(from, &flags, 0, &buffers, nullptr, sizeof request, &length, bytes) == 0) {
    if (length != sizeof request) continue;
    see_memory_anew();
    llada::dsp::answer(request, reply);
    see_memory_anew();
    dspqueue_write(from, 0, 0, nullptr, sizeof reply, reinterpret_cast<const uint8_t*>(&reply), kWriteMicroseconds);
  }
}

void on_error(void*, int, void*) {}

int start(uint32_t inputs, Argument* arguments) {
  if (inputs != 1 || arguments[0].buffer.length != sizeof(uint64_t) || queue != nullptr) return kBadParameter;
  const uint64_t id = *static_cast<const uint64_t*>(arguments[0].buffer.bytes);
  return dspqueue_import(id, on_packet, on_error, nullptr, &queue);
}

int stop() {
  if (queue != nullptr) dspqueue_close(queue);
  queue = nullptr;
  return kOk;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int llada_skel_handle_invoke(uint64_t, uint32_t scalars,
                                                                                void* list) {
  auto* arguments = static_cast<Argument*>(list);
  const uint32_t method = scalars >> 24 & 31, inputs = scalars >> 16 & 255, outputs = scalars >> 8 & 255;
  switch (method) {
    case kOpen:
      if ((scalars & 15) != 1) return kBadParameter;
      arguments[inputs + outputs].handle = 1;  // there is one worker a session
      return kOk;
    case kClose: return stop();
    case kStart: return start(inputs, arguments);
    case kStop: return stop();
    default: return kUnsupported;
  }
}
