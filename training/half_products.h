// Matrix products in half precision (AVX-512 FP16: twice the rate of float32).
//
// Operands are scaled by a power of two to at most kLargest, so that kRun products of two of them fit
// into a half; every kRun products the sum goes to float32. Rounding is that of bfloat16 training:
// eleven bits of the operands, and of the sums of a run.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "aligned.h"

#ifdef __AVX512FP16__
#include <immintrin.h>
#endif

namespace half {

constexpr int kTileRows = 8, kTileColumns = 64, kLine = 16, kRun = 128;
constexpr float kLargest = 16;

// rows x columns, every value twice in 32 bits (what a broadcast reads), in panels of kLine columns.
struct Left {
  int rows = 0, columns = 0;
  float unscale = 1;
  std::vector<std::uint32_t, Aligned<std::uint32_t>> values;
};

// rows x columns in panels of kTileColumns columns.
struct Right {
  int rows = 0, columns = 0;
  float unscale = 1;
  std::vector<std::uint16_t, Aligned<std::uint16_t>> values;
};

inline bool fits(int columns) { return columns % kTileColumns == 0; }

#ifdef __AVX512FP16__
constexpr bool kAvailable = true;

inline float scale_of(const float* x, std::size_t n) {
  __m512 tops[4] = {};
  for (std::size_t i = 0; i < n; i += 4 * kLine)  // n is a multiple of kTileColumns
    for (int v = 0; v < 4; ++v) tops[v] = _mm512_max_ps(tops[v], _mm512_abs_ps(_mm512_loadu_ps(x + i + v * kLine)));
  const float largest = _mm512_reduce_max_ps(_mm512_max_ps(_mm512_max_ps(tops[0], tops[1]), _mm512_max_ps(tops[2], tops[3])));
  return largest > 0 ? std::exp2(std::floor(std::log2(kLargest / largest))) : 1;
}

// Fills either form, or both (nullptr: not wanted). `rows` is a multiple of kTileRows for a Left.
inline void convert(const float* x, int rows, int columns, Left* left, Right* right) {
  const float scale = scale_of(x, std::size_t(rows) * columns);
  const auto prepare = [&](auto* to) {
    if (to == nullptr) return;
    to->rows = rows;
    to->columns = columns;
    to->unscale = 1 / scale;
    to->values.resize(std::size_t(rows) * columns);
  };
  prepare(left);
  prepare(right);
  const __m512 factor = _mm512_set1_ps(scale);
  // Some rows at a time, so that panels are written in whole runs of lines.
  for (int first = 0; first < rows; first += kTileRows)
    for (int c = 0; c < columns; c += kLine)
      for (int r = first; r < std::min(first + kTileRows, rows); ++r) {
        const __m512 values = _mm512_mul_ps(_mm512_loadu_ps(x + std::size_t(r) * columns + c), factor);
        const __m256i halves = _mm512_cvtps_ph(values, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
        if (left != nullptr) {
          const __m512i wide = _mm512_cvtepu16_epi32(halves);
          _mm512_store_si512(&left->values[std::size_t(c) * rows + r * kLine], _mm512_or_si512(wide, _mm512_slli_epi32(wide, 16)));
        }
        if (right != nullptr) {
          const std::size_t panel = std::size_t(c / kTileColumns) * rows * kTileColumns;
          _mm256_store_si256(reinterpret_cast<__m256i*>(&right->values[panel + r * kTileColumns + c % kTileColumns]), halves);
        }
      }
}

// The transpose of x, columns x rows.
inline void convert_transposed(const float* x, int rows, int columns, Right& to) {
  const float scale = scale_of(x, std::size_t(rows) * columns);
  to.rows = columns;
  to.columns = rows;
  to.unscale = 1 / scale;
  to.values.resize(std::size_t(rows) * columns);
  for (int panel = 0; panel < rows; panel += kTileColumns)
    for (int r = 0; r < columns; ++r)
      for (int c = 0; c < kTileColumns; ++c) {
        const _Float16 value = _Float16(x[std::size_t(panel + c) * columns + r] * scale);
        to.values[std::size_t(panel) * columns + r * kTileColumns + c] = __builtin_bit_cast(std::uint16_t, value);
      }
}

// kTileRows x kTileColumns of the result. Left values of a tile are kRowStep apart between rows; between
// summands kInnerStep within `inner` of them and outer_step between the groups.
template <int kRowStep, int kInnerStep>
void tile(const std::uint32_t* a, int inner, int outer, std::ptrdiff_t outer_step, const std::uint16_t* b,
          float* c, int stride, float unscale, bool keep) {
  constexpr int kVectors = kTileColumns / 32;
  // The result is needed after the summing, the next tile's left values after that.
  for (int i = 0; i < kTileRows; ++i)
    for (int v = 0; v < kTileColumns; v += 16) __builtin_prefetch(c + std::ptrdiff_t(i) * stride + v, 1);
  __m512h sum[kTileRows][kVectors];
  for (auto& row : sum)
    for (__m512h& s : row) s = _mm512_setzero_ph();
  for (int o = 0; o < outer; ++o, a += outer_step)
    for (int p = 0; p < inner; ++p, b += kTileColumns) {
      const std::uint32_t* at = a + p * kInnerStep;
      if constexpr (kRowStep > 1) { if (p < kTileRows) __builtin_prefetch(a + kTileRows * kLine + p * kLine); }
      __m512h right[kVectors];
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) right[v] = _mm512_load_ph(b + v * 32);
#pragma GCC unroll 8
      for (int i = 0; i < kTileRows; ++i) {
        const __m512h left = _mm512_castsi512_ph(_mm512_set1_epi32(int(at[i * kRowStep])));
#pragma GCC unroll 2
        for (int v = 0; v < kVectors; ++v) sum[i][v] = _mm512_fmadd_ph(left, right[v], sum[i][v]);
      }
    }
  const __m512 factor = _mm512_set1_ps(unscale);
#pragma GCC unroll 8
  for (int i = 0; i < kTileRows; ++i)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v)
#pragma GCC unroll 2
      for (int h = 0; h < 2; ++h) {
        float* to = c + std::ptrdiff_t(i) * stride + v * 32 + h * 16;
        const __m256i bits = _mm512_extracti64x4_epi64(_mm512_castph_si512(sum[i][v]), h);
        const __m512 before = keep ? _mm512_loadu_ps(to) : _mm512_setzero_ps();
        _mm512_storeu_ps(to, _mm512_fmadd_ps(_mm512_cvtph_ps(bits), factor, before));
      }
}

// c[m, n] (+)= a[m, k] * b[k, n]; m is a multiple of kTileRows, k of kLine.
inline void product(const Left& a, const Right& b, float* c, bool keep) {
  const int m = a.rows, k = a.columns, n = b.columns;
  const float unscale = a.unscale * b.unscale;
  for (int column = 0; column < n; column += kTileColumns)
    for (int from = 0; from < k; from += kRun) {
      const int outer = std::min(kRun, k - from) / kLine;
      const std::uint16_t* right = &b.values[std::size_t(column) * k + std::size_t(from) * kTileColumns];
      for (int row = 0; row < m; row += kTileRows)
        tile<kLine, 1>(&a.values[std::size_t(from) * m + row * kLine], kLine, outer, std::ptrdiff_t(m) * kLine, right,
                       c + std::size_t(row) * n + column, n, unscale, keep || from > 0);
    }
}

// c[m, n] += a[k, m]^T * b[k, n]; m is a multiple of kLine.
inline void product_transposed(const Left& a, const Right& b, float* c) {
  const int k = a.rows, m = a.columns, n = b.columns;
  const float unscale = a.unscale * b.unscale;
  for (int column = 0; column < n; column += kTileColumns)
    for (int from = 0; from < k; from += kRun) {
      const std::uint16_t* right = &b.values[std::size_t(column) * k + std::size_t(from) * kTileColumns];
      for (int row = 0; row < m; row += kTileRows)
        tile<1, kLine>(&a.values[std::size_t(row / kLine * kLine) * k + std::size_t(from) * kLine + row % kLine],
                       std::min(kRun, k - from), 1, 0, right, c + std::size_t(row) * n + column, n, unscale, true);
    }
}

#else
constexpr bool kAvailable = false;
inline void convert(const float*, int, int, Left*, Right*) {}
inline void convert_transposed(const float*, int, int, Right&) {}
inline void product(const Left&, const Right&, float*, bool) {}
inline void product_transposed(const Left&, const Right&, float*) {}
#endif

}  // namespace half
