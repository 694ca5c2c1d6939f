#include "kernels/arm/lanes_neon.h"
#include "kernels/arm/tables.h"
#include "kernels/simd/limit_loops.h"

namespace llada::simd {
namespace {

struct MatrixNeon {
  using Register = int8x16_t;  // sums are four i32: 2 x 2
  static constexpr int kChains = 24;  // 3 cycles x 4 a cycle on the widest cores, and some
  static constexpr int kProducts = 32;
  static Register step(Register sum, Register a, Register b) {
    return vreinterpretq_s8_s32(vmmlaq_s32(vreinterpretq_s32_s8(sum), a, b));
  }
};

}  // namespace

std::uint64_t run_matrix_neon(std::uint64_t rounds) { return run_chains<MatrixNeon>(rounds); }

}  // namespace llada::simd
