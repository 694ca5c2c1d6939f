// System calls of Linux on Hexagon, as qemu-user serves them: trap0(#1), number in r6, arguments in
// r0..r5, result or -errno in r0. The generic numbers of 32-bit Linux.
#pragma once

#include <stdint.h>

namespace llada::dsp {

enum class Call : long {
  kWrite = 64,
  kExit = 93,
  kExitGroup = 94,
  kFutex = 98,
  kKill = 129,
  kGetPid = 172,
  kGetParent = 173,
  kUnmap = 215,
  kClone = 220,
  kMap = 222,  // mmap2: the offset counts units of 4096 bytes
  kClock64 = 403,
  kFutex64 = 422,  // with a timeout of 64-bit seconds
};

inline long system_call(Call call, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) {
  register long r0 __asm__("r0") = a;
  register long r1 __asm__("r1") = b;
  register long r2 __asm__("r2") = c;
  register long r3 __asm__("r3") = d;
  register long r4 __asm__("r4") = e;
  register long r5 __asm__("r5") = f;
  register long r6 __asm__("r6") = static_cast<long>(call);
  __asm__ volatile("trap0(#1)" : "+r"(r0) : "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5), "r"(r6) : "memory");
  return r0;
}

}  // namespace llada::dsp
