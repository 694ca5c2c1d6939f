#include "kernels/simd/limit_loops.h"
#include "kernels/x86/lanes_avx2.h"
#include "kernels/x86/tables.h"

namespace llada::simd {
namespace {

struct FmaYmm {
  using Register = __m256;
  static constexpr int kChains = 12;  // 4 cycles x 2 a cycle, and some; with a and b 14 of 16 registers
  static constexpr int kProducts = 8;
  static Register step(Register sum, Register a, Register b) { return _mm256_fmadd_ps(a, b, sum); }
};

}  // namespace

std::uint64_t run_fma_avx2(std::uint64_t rounds) { return run_chains<FmaYmm>(rounds); }
std::uint32_t read_avx2(const std::byte* bytes, std::size_t count) {
  return read_all<Avx2>(bytes, count);
}

}  // namespace llada::simd
