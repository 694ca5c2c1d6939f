#include "kernels/simd/limit_loops.h"
#include "kernels/x86/lanes_avx2.h"
#include "kernels/x86/tables.h"

namespace llada::simd {
namespace {

struct DotYmm {
  using Register = __m256i;
  static constexpr int kChains = 12;  // 5 cycles x 2 a cycle, and some; with a and b 14 of 16 registers
  static constexpr int kProducts = 32;
  // Written out: g++ 12 keeps some of the intrinsic's sums in memory.
  static Register step(Register sum, Register a, Register b) {
    __asm__("%{vex%} vpdpbusd %2, %1, %0" : "+x"(sum) : "x"(a), "x"(b));
    return sum;
  }
};

}  // namespace

std::uint64_t run_dot_avx2vnni(std::uint64_t rounds) { return run_chains<DotYmm>(rounds); }

}  // namespace llada::simd
