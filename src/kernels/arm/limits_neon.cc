#include "kernels/arm/lanes_neon.h"
#include "kernels/arm/tables.h"
#include "kernels/simd/limit_loops.h"

namespace llada::simd {
namespace {

struct FmaNeon {
  using Register = float32x4_t;
  static constexpr int kChains = 24;  // 4 cycles x 4 a cycle on the widest cores, and some
  static constexpr int kProducts = 4;
  static Register step(Register sum, Register a, Register b) { return vfmaq_f32(sum, a, b); }
};

}  // namespace

std::uint64_t run_fma_neon(std::uint64_t rounds) { return run_chains<FmaNeon>(rounds); }
std::uint32_t read_neon(const std::byte* bytes, std::size_t count) {
  return read_all<Neon>(bytes, count);
}

}  // namespace llada::simd
