#include "kernels/simd/limit_loops.h"
#include "kernels/x86/lanes_avx512.h"
#include "kernels/x86/tables.h"

namespace llada::simd {
namespace {

struct DotBf16 {
  using Register = __m512;
  static constexpr int kChains = 16;  // 6 to 7 cycles x 1 a cycle, twice over
  static constexpr int kProducts = 32;
  static Register step(Register sum, Register a, Register b) {
    __asm__("vdpbf16ps %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    return sum;
  }
};

}  // namespace

std::uint64_t run_dot_avx512bf16(std::uint64_t rounds) { return run_chains<DotBf16>(rounds); }

}  // namespace llada::simd
