#include "kernels/simd/limit_loops.h"
#include "kernels/x86/lanes_avx512.h"
#include "kernels/x86/tables.h"

namespace llada::simd {
namespace {

struct FmaZmm {
  using Register = __m512;
  static constexpr int kChains = 16;  // 4 cycles x 2 a cycle, twice over
  static constexpr int kProducts = 16;
  static Register step(Register sum, Register a, Register b) { return _mm512_fmadd_ps(a, b, sum); }
};

}  // namespace

std::uint64_t run_fma_avx512(std::uint64_t rounds) { return run_chains<FmaZmm>(rounds); }
std::uint32_t read_avx512(const std::byte* bytes, std::size_t count) {
  return read_all<Avx512>(bytes, count);
}

}  // namespace llada::simd
