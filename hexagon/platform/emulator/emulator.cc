#include "platform/emulator/emulator.h"

#include "platform/emulator/system_call.h"
#include "platform/platform.h"
#include "npu/hexagon/wire.h"

namespace llada::dsp {
namespace {

constexpr long kReadWrite = 3, kNoAccess = 0;
constexpr long kShared = 1, kPrivate = 0x22, kNoReserve = 0x4000;  // private: anonymous too
constexpr long kFutexWait = 0, kFutexWake = 1;                     // not private: host and worker share it
constexpr uint32_t kFirstError = 0xfffff000u;
constexpr uint32_t kStackBytes = 256u << 10;
constexpr long kThreadFlags = 0x50f00;  // VM, FS, FILES, SIGHAND, THREAD, SYSVSEM

uint32_t default_handle = 0;

alignas(128) uint8_t stacks[wire::kMaxThreads][kStackBytes];

void* checked(long address) {
  return static_cast<uint32_t>(address) >= kFirstError ? nullptr : reinterpret_cast<void*>(address);
}

struct Timespec {
  int64_t seconds;
  int64_t nanoseconds;
};

}  // namespace

void set_default_handle(uint32_t descriptor) { default_handle = descriptor; }

void* map_memory(uint64_t handle, uint64_t offset, uint64_t bytes) {
  if (bytes == 0 || bytes > 0xffff0000u) return nullptr;
  const long descriptor = static_cast<long>(handle != 0 ? handle : default_handle);
  return checked(system_call(Call::kMap, 0, static_cast<long>(bytes), kReadWrite, kShared, descriptor,
                             static_cast<long>(offset / 4096)));
}

void unmap_memory(void* at, uint64_t, uint64_t bytes) {
  system_call(Call::kUnmap, reinterpret_cast<long>(at), static_cast<long>(bytes));
}

// The largest piece of address space that is free, to the MiB.
uint64_t measure_window() {
  constexpr uint64_t kUnit = 1u << 20;
  const auto fits = [](uint64_t bytes) {
    const long flags = kPrivate | kNoReserve;
    void* at = checked(system_call(Call::kMap, 0, static_cast<long>(bytes), kNoAccess, flags, -1, 0));
    if (at != nullptr) unmap_memory(at, 0, bytes);
    return at != nullptr;
  };
  uint64_t fitting = 0, beyond = 4096;
  while (beyond - fitting > 1) {
    const uint64_t middle = (fitting + beyond) / 2;
    (fits(middle * kUnit) ? fitting : beyond) = middle;
  }
  return fitting * kUnit;
}

void* take_scratch(uint64_t bytes) {
  if (bytes > 0x80000000u) return nullptr;
  return checked(system_call(Call::kMap, 0, static_cast<long>(bytes), kReadWrite, kPrivate, -1, 0));
}

uint64_t now_ns() {
  Timespec time{};
  system_call(Call::kClock64, /*monotonic*/ 1, reinterpret_cast<long>(&time));
  return static_cast<uint64_t>(time.seconds) * 1000000000u + static_cast<uint64_t>(time.nanoseconds);
}

// Wakes up now and then to see whether the host that started it is still there: nobody else would end it.
void wait_for_change(uint32_t* word, uint32_t seen) {
  static const long parent = system_call(Call::kGetParent);
  Timespec second{1, 0};
  system_call(Call::kFutex64, reinterpret_cast<long>(word), kFutexWait, static_cast<long>(seen),
              reinterpret_cast<long>(&second));
  if (system_call(Call::kGetParent) != parent) system_call(Call::kExitGroup, /*status*/ 5);
}

void wake(uint32_t* word) { system_call(Call::kFutex, reinterpret_cast<long>(word), kFutexWake, 0x7fffffff); }

// A new thread begins with the stack pointer given to clone and registers as they were; where the result
// is 0 it takes body and context from its stack.
__attribute__((noinline)) bool start_thread(void (*body)(void*), void* context, uint32_t index) {
  if (index >= wire::kMaxThreads) return false;
  auto* top = reinterpret_cast<uint32_t*>(stacks[index] + kStackBytes - 128);
  top[0] = reinterpret_cast<uint32_t>(body);
  top[1] = reinterpret_cast<uint32_t>(context);
  register long r0 __asm__("r0") = kThreadFlags;
  register long r1 __asm__("r1") = reinterpret_cast<long>(top);
  register long r2 __asm__("r2") = 0;
  register long r3 __asm__("r3") = 0;
  register long r4 __asm__("r4") = 0;
  register long r6 __asm__("r6") = static_cast<long>(Call::kClone);
  __asm__ volatile(
      "trap0(#1)\n"
      "{ p0 = cmp.eq(r0, #0); if (!p0.new) jump:t 1f }\n"
      "r1 = memw(r29 + #0)\n"
      "r0 = memw(r29 + #4)\n"
      "r30 = #0\n"
      "callr r1\n"
      "r6 = #93\n"
      "r0 = #0\n"
      "trap0(#1)\n"
      "1:\n"
      : "+r"(r0)
      : "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r6)
      : "memory", "p0", "r31", "r28", "r5", "r7", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15");
  return r0 > 0;
}

void die() {
  constexpr long kKillSignal = 9;
  system_call(Call::kKill, system_call(Call::kGetPid), kKillSignal);
  for (;;) __asm__ volatile("");
}

}  // namespace llada::dsp
