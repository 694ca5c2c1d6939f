// Matrix products in bfloat16 with sums in float32: on AMX tiles (sixteen times the rate of float32) or by the dot
// products of AVX-512 BF16 (twice the rate where they issue like float32's, as on Zen 4).
//
// A product is c[m, n] = sum over k of a[m, k] * b[n, k]: both operands are matrices `outer` x `inner`, cut into
// tiles of 16 outer x 32 inner values, 1 KiB each. A tile of a left operand holds a line of 32 values per outer
// index, one of a right operand a line of 16 pairs per two inner indices: one is the other's transpose in
// units of 32 bits.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "aligned.h"

#ifdef __AVX512BF16__
#include <immintrin.h>
#endif
#ifdef __AMX_BF16__
#include <sys/syscall.h>
#include <unistd.h>

#include "../src/kernels/x86/tiles_amx.h"
#endif

namespace tiles {

constexpr int kOuter = 16, kInner = 32, kBlock = 32;

// outer x inner, filled up with zeros to multiples of kBlock. Tiles are in rows of equal outer indices.
struct Operand {
  int outer = 0, inner = 0;
  std::vector<std::uint16_t, Aligned<std::uint16_t>> values;
  int steps() const { return (inner + kInner - 1) / kInner; }
  int tiles() const { return (outer + kBlock - 1) / kBlock * (kBlock / kOuter); }
  // The values are those of whatever was there.
  void resize(int new_outer, int new_inner) {
    outer = new_outer;
    inner = new_inner;
    const std::size_t size = std::size_t(tiles()) * steps() * kOuter * kInner;
    if (values.size() < size) values.resize(size);
  }
  const std::uint16_t* row(int outer_tile) const { return &values[std::size_t(outer_tile) * steps() * kOuter * kInner]; }
};

enum class Side { kLeft, kRight };

// What multiplies tiles: AMX, or the dot products of AVX-512 BF16.
enum class Unit { kAmx, kDot };

#ifdef __AVX512BF16__

struct Lines {
  __m512i at[kOuter];
};

inline Lines transposed(const Lines& x) {
  Lines fours, out;  // fours[4 g + j]: in its quarter q, column 4 q + j of rows 4 g to 4 g + 3
  for (int g = 0; g < kOuter; g += 4) {
    const __m512i a = _mm512_unpacklo_epi32(x.at[g], x.at[g + 1]), b = _mm512_unpackhi_epi32(x.at[g], x.at[g + 1]);
    const __m512i c = _mm512_unpacklo_epi32(x.at[g + 2], x.at[g + 3]), d = _mm512_unpackhi_epi32(x.at[g + 2], x.at[g + 3]);
    fours.at[g] = _mm512_unpacklo_epi64(a, c);
    fours.at[g + 1] = _mm512_unpackhi_epi64(a, c);
    fours.at[g + 2] = _mm512_unpacklo_epi64(b, d);
    fours.at[g + 3] = _mm512_unpackhi_epi64(b, d);
  }
  constexpr int kEven = 0x88, kOdd = 0xdd;
  for (int j = 0; j < 4; ++j) {
    const __m512i even = _mm512_shuffle_i32x4(fours.at[j], fours.at[4 + j], kEven);
    const __m512i odd = _mm512_shuffle_i32x4(fours.at[j], fours.at[4 + j], kOdd);
    const __m512i even2 = _mm512_shuffle_i32x4(fours.at[8 + j], fours.at[12 + j], kEven);
    const __m512i odd2 = _mm512_shuffle_i32x4(fours.at[8 + j], fours.at[12 + j], kOdd);
    out.at[j] = _mm512_shuffle_i32x4(even, even2, kEven);
    out.at[4 + j] = _mm512_shuffle_i32x4(odd, odd2, kEven);
    out.at[8 + j] = _mm512_shuffle_i32x4(even, even2, kOdd);
    out.at[12 + j] = _mm512_shuffle_i32x4(odd, odd2, kOdd);
  }
  return out;
}

inline __mmask16 first_lanes(int count) { return count >= 16 ? __mmask16(0xffff) : __mmask16((1u << std::max(count, 0)) - 1); }

// 32 values as they are.
inline __m512i line_of(const float* x, int count) {
  const __m512 low = _mm512_maskz_loadu_ps(first_lanes(count), x);
  const __m512 high = _mm512_maskz_loadu_ps(first_lanes(count - 16), x + 16);
  return __m512i(_mm512_cvtne2ps_pbh(high, low));
}

// 16 values of two rows, in pairs.
inline __m512i pairs_of(const float* x, int stride, int rows, int count) {
  const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5,
                                         20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  const __m512 first = _mm512_maskz_loadu_ps(first_lanes(rows > 0 ? count : 0), x);
  const __m512 second = _mm512_maskz_loadu_ps(first_lanes(rows > 1 ? count : 0), x + stride);
  return _mm512_permutexvar_epi16(order, __m512i(_mm512_cvtne2ps_pbh(second, first)));
}

// The inner indices from `first` on (a multiple of kInner) of `to`, which has its size: x has rows of outer indices,
// or, `by_inner`, of inner ones; a row is `stride` values.
template <Side kSide>
void pack_part(const float* x, std::ptrdiff_t stride, bool by_inner, int first, int inner, Operand& to) {
  const int outer = to.outer, steps = (inner + kInner - 1) / kInner, outer_tiles = to.tiles();
  const auto put = [&](int tile, int step, const Lines& lines, Side side) {
    const Lines in_place = side == kSide ? lines : transposed(lines);
    std::uint16_t* at = &to.values[(std::size_t(tile) * to.steps() + first / kInner + step) * kOuter * kInner];
    for (int i = 0; i < kOuter; ++i) _mm512_store_si512(at + i * kInner, in_place.at[i]);
  };
  Lines lines;
  if (by_inner) {
    for (int step = 0; step < steps; ++step)
      for (int tile = 0; tile < outer_tiles; ++tile) {
        for (int i = 0; i < kOuter; ++i) {
          const int row = step * kInner + 2 * i;
          lines.at[i] = pairs_of(x + row * stride + tile * kOuter, int(stride), inner - row, outer - tile * kOuter);
        }
        put(tile, step, lines, Side::kRight);
      }
  } else {
    for (int tile = 0; tile < outer_tiles; ++tile)
      for (int step = 0; step < steps; ++step) {
        for (int i = 0; i < kOuter; ++i) {
          const int row = tile * kOuter + i;
          lines.at[i] = row < outer ? line_of(x + row * stride + step * kInner, inner - step * kInner) : _mm512_setzero_si512();
        }
        put(tile, step, lines, Side::kLeft);
      }
  }
}

template <Side kSide>
void pack(const float* x, std::ptrdiff_t stride, bool by_inner, int outer, int inner, Operand& to) {
  to.resize(outer, inner);
  pack_part<kSide>(x, stride, by_inner, 0, inner, to);
}

inline void prefetch_sums(const float* c, std::ptrdiff_t stride) {
  for (int i = 0; i < kBlock; ++i)
    for (int v = 0; v < kBlock; v += 16) __builtin_prefetch(c + i * stride + v, 1);
}

#ifdef __AMX_BF16__

// Asks the system for the tiles' state; it holds for all threads started later.
inline bool amx_available() {
  constexpr int kRequestPermission = 0x1023, kTileData = 18;  // Linux, Documentation/arch/x86/xstate.rst
  static const bool granted = syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
  return granted;
}

template <int kSum, int kA, int kB>
inline void multiply() {
  __asm__ volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"i"(kSum), "i"(kA), "i"(kB));
}

// Sums 0 to 3 are those of [left tile][right tile].
inline void add_products(const std::uint16_t* a, const std::uint16_t* b, int steps) {
  using llada::simd::load_tile, llada::simd::kTileRowBytes;
  const std::ptrdiff_t next_row = std::ptrdiff_t(steps) * kOuter * kInner;
  for (int step = 0; step < steps; ++step, a += kOuter * kInner, b += kOuter * kInner) {
    load_tile<4>(a, kTileRowBytes);
    load_tile<6>(b, kTileRowBytes);
    multiply<0, 4, 6>();
    load_tile<7>(b + next_row, kTileRowBytes);
    multiply<1, 4, 7>();
    load_tile<5>(a + next_row, kTileRowBytes);
    multiply<2, 5, 6>();
    multiply<3, 5, 7>();
  }
}

inline void load_sums(const float* c, std::ptrdiff_t stride) {
  using llada::simd::load_tile;
  load_tile<0>(c, stride * 4);
  load_tile<1>(c + kOuter, stride * 4);
  load_tile<2>(c + kOuter * stride, stride * 4);
  load_tile<3>(c + kOuter * stride + kOuter, stride * 4);
}

inline void store_sums(float* c, std::ptrdiff_t stride) {
  using llada::simd::store_tile;
  store_tile<0>(c, stride * 4);
  store_tile<1>(c + kOuter, stride * 4);
  store_tile<2>(c + kOuter * stride, stride * 4);
  store_tile<3>(c + kOuter * stride + kOuter, stride * 4);
}

inline void zero_sums() {
  using llada::simd::zero_tile;
  zero_tile<0>();
  zero_tile<1>();
  zero_tile<2>();
  zero_tile<3>();
}

// kBlock x kBlock sums of products in AMX tiles; made before and destroyed after them.
class AmxBlocks {
 public:
  AmxBlocks() {
    const llada::simd::TileConfig config;
    llada::simd::configure_tiles(config);
  }
  ~AmxBlocks() { llada::simd::release_tiles(); }
  AmxBlocks(const AmxBlocks&) = delete;
  AmxBlocks& operator=(const AmxBlocks&) = delete;

  // c (+)= a * b for two tiles of either, `steps` of them one behind the other.
  void operator()(const std::uint16_t* a, const std::uint16_t* b, int steps, float* c, std::ptrdiff_t stride, bool keep) const {
    if (keep) load_sums(c, stride); else zero_sums();
    add_products(a, b, steps);
    store_sums(c, stride);
  }
};

#else
inline bool amx_available() { return false; }
#endif

// The same by dot products.
struct DotBlocks {
  void operator()(const std::uint16_t* a, const std::uint16_t* b, int steps, float* c, std::ptrdiff_t stride, bool keep) const {
    const std::ptrdiff_t next_tile = std::ptrdiff_t(steps) * kOuter * kInner;
    for (int row = 0; row < kBlock; row += kRows)
      add_rows(a + row / kOuter * next_tile + row % kOuter * kInner, b, b + next_tile, steps, c + row * stride, stride, keep);
  }

 private:
  static constexpr int kRows = 8;

  static void add_rows(const std::uint16_t* a, const std::uint16_t* b0, const std::uint16_t* b1, int steps, float* c,
                       std::ptrdiff_t stride, bool keep) {
    __m512 sums[kRows][2];
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 2
      for (int v = 0; v < 2; ++v) sums[i][v] = keep ? _mm512_loadu_ps(c + i * stride + v * kOuter) : _mm512_setzero_ps();
    for (int step = 0; step < steps; ++step, a += kOuter * kInner)
      for (int pair = 0; pair < kInner; pair += 2, b0 += 2 * kOuter, b1 += 2 * kOuter) {
        const __m512i right[2] = {_mm512_load_si512(b0), _mm512_load_si512(b1)};
#pragma GCC unroll 8
        for (int i = 0; i < kRows; ++i) {
          int values;
          std::memcpy(&values, a + i * kInner + pair, sizeof values);
          const __m512i left = _mm512_set1_epi32(values);
#pragma GCC unroll 2
          for (int v = 0; v < 2; ++v) sums[i][v] = _mm512_dpbf16_ps(sums[i][v], __m512bh(left), __m512bh(right[v]));
        }
      }
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 2
      for (int v = 0; v < 2; ++v) _mm512_storeu_ps(c + i * stride + v * kOuter, sums[i][v]);
  }
};

inline bool available(Unit unit) { return unit == Unit::kDot || amx_available(); }

template <typename Blocks>
void product_of(const Operand& a, const Operand& b, float* c, std::ptrdiff_t stride, bool keep) {
  const Blocks blocks;
  alignas(64) float edge[kBlock * kBlock];
  const auto block = [&](int row, int column) {
    float* to = c + row * stride + column;
    const int rows = std::min(kBlock, a.outer - row), columns = std::min(kBlock, b.outer - column);
    const std::uint16_t *left = a.row(row / kOuter), *right = b.row(column / kOuter);
    if (rows == kBlock && columns == kBlock) return blocks(left, right, a.steps(), to, stride, keep);
    blocks(left, right, a.steps(), edge, kBlock, false);
    for (int r = 0; r < rows; ++r)
      for (int i = 0; i < columns; ++i) to[r * stride + i] = edge[r * kBlock + i] + (keep ? to[r * stride + i] : 0);
  };
  // The longer operand is read once, a block at a time in the first cache, the shorter one again and again.
  const bool by_rows = a.outer > b.outer;
  const int longer = std::max(a.outer, b.outer), shorter = std::min(a.outer, b.outer);
  const std::ptrdiff_t next = by_rows ? kBlock : kBlock * stride;
  for (int i = 0; i < longer; i += kBlock)
    for (int j = 0; j < shorter; j += kBlock) {
      const int row = by_rows ? i : j, column = by_rows ? j : i;
      if (j + kBlock < shorter) prefetch_sums(c + row * stride + column + next, stride);
      block(row, column);
    }
}

// c[m, n] (+)= a[m, k] * b[n, k], rows of c `stride` apart. available(unit) must have been asked.
inline void product(Unit unit, const Operand& a, const Operand& b, float* c, std::ptrdiff_t stride, bool keep) {
#ifdef __AMX_BF16__
  if (unit == Unit::kAmx) return product_of<AmxBlocks>(a, b, c, stride, keep);
#endif
  product_of<DotBlocks>(a, b, c, stride, keep);
}

#else
inline bool available(Unit) { return false; }
template <Side kSide>
void pack_part(const float*, std::ptrdiff_t, bool, int, int, Operand&) {}
template <Side kSide>
void pack(const float*, std::ptrdiff_t, bool, int, int, Operand&) {}
inline void product(Unit, const Operand&, const Operand&, float*, std::ptrdiff_t, bool) {}
#endif

}  // namespace tiles
