// The AMX instructions, by tile number (Intel SDM vol. 1, ch. 18). Own wrappers, because those of g++ 12
// do not tell the compiler which memory an instruction reads: stores to a buffer could be moved past the
// load of its tile, and all but 8 bytes of a tile configuration are thrown away.
#pragma once

#include <cstddef>
#include <cstdint>

namespace llada::simd {
namespace {

inline constexpr int kTileRowBytes = 64;
inline constexpr int kTileHeight = 16;
inline constexpr int kTileBytes = kTileRowBytes * kTileHeight;

// Palette 1: eight tiles of 16 rows x 64 bytes.
struct alignas(64) TileConfig {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
static_assert(sizeof(TileConfig) == 64);

// Tiles hold this thread's data between the two.
inline void configure_tiles(const TileConfig& config) {
  __asm__ volatile("ldtilecfg %0" ::"m"(config));
}
inline void release_tiles() { __asm__ volatile("tilerelease" ::); }

template <int kTile>
inline void zero_tile() {
  __asm__ volatile("tilezero %%tmm%c0" ::"i"(kTile));
}
// 16 rows of 64 bytes, `stride` bytes apart.
template <int kTile>
inline void load_tile(const void* from, std::ptrdiff_t stride) {
  __asm__ volatile("tileloadd (%0,%1,1), %%tmm%c2" ::"r"(from), "r"(stride), "i"(kTile) : "memory");
}
template <int kTile>
inline void store_tile(void* to, std::ptrdiff_t stride) {
  __asm__ volatile("tilestored %%tmm%c2, (%0,%1,1)" ::"r"(to), "r"(stride), "i"(kTile) : "memory");
}
// i32 sum[m][n] += sum over k < 16, j < 4 of i8 a[m][4k + j] * i8 b[k][4n + j]
template <int kSum, int kA, int kB>
inline void multiply_tiles() {
  __asm__ volatile("tdpbssd %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"i"(kSum), "i"(kA), "i"(kB));
}

}  // namespace
}  // namespace llada::simd
