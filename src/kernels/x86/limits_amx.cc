#include "kernels/simd/limit_loops.h"
#include "kernels/x86/tables.h"
#include "kernels/x86/tiles_amx.h"

namespace llada::simd {
namespace {

// A tile product takes 16 cycles and is done after 52 (Intel optimization manual, ch. 20): four chains
// would do, six sums leave two tiles for the operands.
constexpr int kChains = 6;
constexpr std::uint64_t kTileProducts = std::uint64_t{kTileHeight} * kTileHeight * kTileRowBytes;

void zero_sums() {
  zero_tile<0>();
  zero_tile<1>();
  zero_tile<2>();
  zero_tile<3>();
  zero_tile<4>();
  zero_tile<5>();
}

void multiply_each() {
  multiply_tiles<0, 6, 7>();
  multiply_tiles<1, 6, 7>();
  multiply_tiles<2, 6, 7>();
  multiply_tiles<3, 6, 7>();
  multiply_tiles<4, 6, 7>();
  multiply_tiles<5, 6, 7>();
}

}  // namespace

// Tile instructions are `asm volatile`: no compiler leaves one out.
std::uint64_t run_tiles_amx(std::uint64_t rounds) {
  alignas(64) std::uint8_t operand[kTileBytes];
  __builtin_memset(operand, kOperandByte, sizeof operand);
  const TileConfig config;
  configure_tiles(config);
  zero_sums();
  load_tile<6>(operand, kTileRowBytes);
  load_tile<7>(operand, kTileRowBytes);
  for (std::uint64_t round = 0; round < rounds; ++round) multiply_each();
  release_tiles();
  return rounds * 2 * kChains * kTileProducts;
}

}  // namespace llada::simd
