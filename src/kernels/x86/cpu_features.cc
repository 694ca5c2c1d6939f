#include "kernels/x86/cpu_features.h"

#include <cpuid.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include <cstdint>

namespace llada {
namespace {

struct Leaf {
  std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

// All zero when the CPU has no such leaf.
Leaf cpuid(std::uint32_t leaf, std::uint32_t subleaf) {
  Leaf found;
  if (__get_cpuid_count(leaf, subleaf, &found.eax, &found.ebx, &found.ecx, &found.edx) == 0) return {};
  return found;
}

constexpr bool bit(std::uint32_t word, int index) { return ((word >> index) & 1u) != 0; }

// Register states that the operating system saves (XCR0).
std::uint32_t saved_states(const Leaf& basic) {
  constexpr int kOsXsave = 27;
  if (!bit(basic.ecx, kOsXsave)) return 0;
  std::uint32_t low = 0, high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

// Tile data is 8 KiB a thread, so Linux (from 5.16) gives it on request only, to all threads of the
// process: Documentation/arch/x86/xstate.rst, ARCH_REQ_XCOMP_PERM.
bool tiles_permitted() {
#if defined(__linux__)
  constexpr long kRequestPermission = 0x1023, kTileData = 18;
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
#else
  return false;
#endif
}

X86Features detect() {
  constexpr std::uint32_t kYmm = 0x06;  // SSE and AVX state
  constexpr std::uint32_t kZmm = 0xe6;  // with masks and the upper halves
  const Leaf basic = cpuid(1, 0), extended = cpuid(7, 0), more = cpuid(7, 1);
  const std::uint32_t states = saved_states(basic);
  const bool ymm = (states & kYmm) == kYmm, zmm = (states & kZmm) == kZmm;

  X86Features has;
  const bool fma = bit(basic.ecx, 12), f16c = bit(basic.ecx, 29);
  has.avx2 = ymm && fma && f16c && bit(extended.ebx, 5);
  has.avx_vnni = has.avx2 && bit(more.eax, 4);
  const bool f = bit(extended.ebx, 16), dq = bit(extended.ebx, 17);
  const bool bw = bit(extended.ebx, 30), vl = bit(extended.ebx, 31);
  has.avx512 = zmm && has.avx2 && f && dq && bw && vl;
  has.avx512_vnni = has.avx512 && bit(extended.ecx, 11);
  has.avx512_bf16 = has.avx512 && bit(more.eax, 5);
  constexpr std::uint32_t kTiles = 0x60000;  // tile configuration and data
  const bool amx = (states & kTiles) == kTiles && bit(extended.edx, 24) && bit(extended.edx, 25);
  has.amx_int8 = has.avx512 && amx && tiles_permitted();
  return has;
}

}  // namespace

const X86Features& x86_features() {
  static const X86Features features = detect();
  return features;
}

}  // namespace llada
