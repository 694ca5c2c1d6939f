#include "kernels/simd/limit_loops.h"
#include "kernels/x86/lanes_avx512.h"
#include "kernels/x86/tables.h"

namespace llada::simd {
namespace {

struct DotZmm {
  using Register = __m512i;
  static constexpr int kChains = 16;  // 5 cycles x 2 a cycle, and some
  static constexpr int kProducts = 64;
  // Written out: g++ 12 copies some of the intrinsic's sums between registers.
  static Register step(Register sum, Register a, Register b) {
    __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    return sum;
  }
};

}  // namespace

std::uint64_t run_dot_avx512vnni(std::uint64_t rounds) { return run_chains<DotZmm>(rounds); }

}  // namespace llada::simd
