#include "platform/platform.h"

#include "npu/hexagon/wire.h"
#include "platform/fastrpc/vendor.h"

namespace llada::dsp {
namespace {

constexpr int kReadWrite = 3;
constexpr uint32_t kStackBytes = 256u << 10;
constexpr uint32_t kVectorBytes = 128;
// What a session may have mapped at most, as an open runtime for these chips takes it: 3000 MiB before v75.
constexpr uint64_t kMostMapped = uint64_t{3000} << 20;
constexpr uint64_t kMostAtOnce = uint64_t{2} << 30;  // of HAP_mmap, whose length is an int

struct Start {
  void (*body)(void* context);
  void* context;
};
Start starts[wire::kMaxThreads];

void* run_start(void* start) {
  const Start& chosen = *static_cast<const Start*>(start);
  chosen.body(chosen.context);
  return nullptr;
}

}  // namespace

void* map_memory(uint64_t handle, uint64_t offset, uint64_t bytes) {
  if (bytes == 0 || bytes >= kMostAtOnce || offset >= kMostAtOnce) return nullptr;
  void* at = HAP_mmap(nullptr, static_cast<int>(bytes), kReadWrite, 0, static_cast<int>(handle), static_cast<long>(offset));
  return reinterpret_cast<uintptr_t>(at) == UINTPTR_MAX ? nullptr : at;  // as mmap, it may answer -1
}

void unmap_memory(void* at, uint64_t, uint64_t bytes) { HAP_munmap(at, static_cast<int>(bytes)); }

uint64_t measure_window() { return kMostMapped; }

// Plain memory serves where the fast one is taken: slower, not different.
void* take_scratch(uint64_t bytes) {
  if (bytes >= kMostAtOnce) return nullptr;
  void* fast = HAP_request_VTCM(static_cast<unsigned int>(bytes), 0);
  return fast != nullptr ? fast : memalign(kVectorBytes, static_cast<unsigned int>(bytes));
}

// The user timer counts at 19.2 MHz.
uint64_t now_ns() {
  uint64_t ticks;
  __asm__ volatile("%0 = utimer" : "=r"(ticks));
  return ticks * 625 / 12;
}

void wait_for_change(uint32_t* word, uint32_t seen) { qurt_futex_wait(word, static_cast<int>(seen)); }

void wake(uint32_t* word) { qurt_futex_wake(word, 0x7fffffff); }

bool start_thread(void (*body)(void*), void* context, uint32_t index) {
  if (index >= wire::kMaxThreads) return false;
  starts[index] = {body, context};
  alignas(16) uint8_t attributes[256];  // more than any version's pthread_attr_t
  unsigned int thread = 0;
  return pthread_attr_init(attributes) == 0 && pthread_attr_setstacksize(attributes, kStackBytes) == 0 &&
         pthread_create(&thread, attributes, run_start, &starts[index]) == 0;
}

void die() {
  abort();
  for (;;) __asm__ volatile("");
}

}  // namespace llada::dsp
