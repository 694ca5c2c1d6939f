// 16 lanes in two AVX registers (AVX2, FMA, F16C; AVX-VNNI for the dot product).
#pragma once

#include <immintrin.h>

#include "kernels/simd/lanes.h"

namespace llada::simd {
namespace {

struct Avx2 {
  struct F32 {
    __m256 low, high;
  };
  struct I32 {
    __m256i low, high;
  };
  // Two chains of two registers each: 12 accumulators, two weight registers, one broadcast: 15 of 16.
  static constexpr int kTileRows = 3;

  static F32 load(const float* from) { return {_mm256_loadu_ps(from), _mm256_loadu_ps(from + 8)}; }
  static void store(float* to, F32 a) {
    _mm256_storeu_ps(to, a.low);
    _mm256_storeu_ps(to + 8, a.high);
  }
  static F32 set1(float a) { return {_mm256_set1_ps(a), _mm256_set1_ps(a)}; }
  static F32 add(F32 a, F32 b) { return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)}; }
  static F32 sub(F32 a, F32 b) { return {_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)}; }
  static F32 mul(F32 a, F32 b) { return {_mm256_mul_ps(a.low, b.low), _mm256_mul_ps(a.high, b.high)}; }
  static F32 div(F32 a, F32 b) { return {_mm256_div_ps(a.low, b.low), _mm256_div_ps(a.high, b.high)}; }
  static F32 fma(F32 a, F32 b, F32 c) {
    return {_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
  }
  static F32 min(F32 a, F32 b) { return {_mm256_min_ps(a.low, b.low), _mm256_min_ps(a.high, b.high)}; }
  static F32 max(F32 a, F32 b) { return {_mm256_max_ps(a.low, b.low), _mm256_max_ps(a.high, b.high)}; }

  static float reduce_add(F32 a) {
    const __m256 eight = _mm256_add_ps(a.low, a.high);
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
  }
  static float reduce_max(F32 a) {
    const __m256 eight = _mm256_max_ps(a.low, a.high);
    const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
  }
  static F32 load_f16(const void* from) {
    const auto* halves = static_cast<const __m128i*>(from);
    return {_mm256_cvtph_ps(_mm_loadu_si128(halves)), _mm256_cvtph_ps(_mm_loadu_si128(halves + 1))};
  }

  static I32 load_bits(const void* from) {
    const auto* words = static_cast<const __m256i*>(from);
    return {_mm256_loadu_si256(words), _mm256_loadu_si256(words + 1)};
  }
  static void store_bits(void* to, I32 a) {
    auto* words = static_cast<__m256i*>(to);
    _mm256_storeu_si256(words, a.low);
    _mm256_storeu_si256(words + 1, a.high);
  }
  static I32 set1_i32(int a) { return {_mm256_set1_epi32(a), _mm256_set1_epi32(a)}; }
  static I32 and_bits(I32 a, I32 b) {
    return {_mm256_and_si256(a.low, b.low), _mm256_and_si256(a.high, b.high)};
  }
  static I32 or_bits(I32 a, I32 b) {
    return {_mm256_or_si256(a.low, b.low), _mm256_or_si256(a.high, b.high)};
  }
  static I32 xor_bits(I32 a, I32 b) {
    return {_mm256_xor_si256(a.low, b.low), _mm256_xor_si256(a.high, b.high)};
  }
  static I32 add_i32(I32 a, I32 b) {
    return {_mm256_add_epi32(a.low, b.low), _mm256_add_epi32(a.high, b.high)};
  }
  static I32 sub_i32(I32 a, I32 b) {
    return {_mm256_sub_epi32(a.low, b.low), _mm256_sub_epi32(a.high, b.high)};
  }
  template <int N>
  static I32 shift_left(I32 a) {
    return {_mm256_slli_epi32(a.low, N), _mm256_slli_epi32(a.high, N)};
  }
  template <int N>
  static I32 shift_right(I32 a) {
    return {_mm256_srli_epi32(a.low, N), _mm256_srli_epi32(a.high, N)};
  }
  static I32 load_u8(const void* from) {
    return {_mm256_cvtepu8_epi32(load64(from, 0)), _mm256_cvtepu8_epi32(load64(from, 1))};
  }
  static I32 load_i8(const void* from) {
    return {_mm256_cvtepi8_epi32(load64(from, 0)), _mm256_cvtepi8_epi32(load64(from, 1))};
  }
  static I32 load_u16(const void* from) {
    const auto* halves = static_cast<const __m128i*>(from);
    return {_mm256_cvtepu16_epi32(_mm_loadu_si128(halves)),
            _mm256_cvtepu16_epi32(_mm_loadu_si128(halves + 1))};
  }
  static void store_i8(void* to, I32 a) {
    const __m256i words = _mm256_packs_epi32(a.low, a.high);  // 0-3 8-11 | 4-7 12-15
    const __m256i ordered = _mm256_permute4x64_epi64(words, 0xd8);
    const __m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128(ordered),
                                          _mm256_extracti128_si256(ordered, 1));
    _mm_storeu_si128(static_cast<__m128i*>(to), bytes);
  }
  static I32 lookup(const void* table, I32 bytes) {
    const __m256i both = _mm256_broadcastsi128_si256(_mm_loadu_si128(static_cast<const __m128i*>(table)));
    return {_mm256_shuffle_epi8(both, bytes.low), _mm256_shuffle_epi8(both, bytes.high)};
  }

  static F32 to_f32(I32 a) { return {_mm256_cvtepi32_ps(a.low), _mm256_cvtepi32_ps(a.high)}; }
  static I32 to_i32(F32 a) { return {_mm256_cvtps_epi32(a.low), _mm256_cvtps_epi32(a.high)}; }
  static F32 as_f32(I32 a) { return {_mm256_castsi256_ps(a.low), _mm256_castsi256_ps(a.high)}; }
  static I32 as_bits(F32 a) { return {_mm256_castps_si256(a.low), _mm256_castps_si256(a.high)}; }

  static void transpose(const float* from, std::ptrdiff_t stride, float* to) {
    for (int row = 0; row < kLanes; row += 8) {
      for (int column = 0; column < kLanes; column += 8) {
        transpose8(from + row * stride + column, stride, to + column * kLanes + row);
      }
    }
  }

  static void prefetch(const void* at) { _mm_prefetch(static_cast<const char*>(at), _MM_HINT_T0); }

 private:
  static __m128i load64(const void* from, int index) {
    return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(static_cast<const char*>(from) + 8 * index));
  }
  // Four rows within 128 bits, then the halves of rows 0-3 and 4-7 across.
  static void transpose_quad(const float* from, std::ptrdiff_t stride, __m256* out) {
    const __m256 r0 = _mm256_loadu_ps(from), r1 = _mm256_loadu_ps(from + stride);
    const __m256 r2 = _mm256_loadu_ps(from + 2 * stride), r3 = _mm256_loadu_ps(from + 3 * stride);
    const __m256d low01 = _mm256_castps_pd(_mm256_unpacklo_ps(r0, r1));
    const __m256d low23 = _mm256_castps_pd(_mm256_unpacklo_ps(r2, r3));
    const __m256d high01 = _mm256_castps_pd(_mm256_unpackhi_ps(r0, r1));
    const __m256d high23 = _mm256_castps_pd(_mm256_unpackhi_ps(r2, r3));
    out[0] = _mm256_castpd_ps(_mm256_unpacklo_pd(low01, low23));
    out[1] = _mm256_castpd_ps(_mm256_unpackhi_pd(low01, low23));
    out[2] = _mm256_castpd_ps(_mm256_unpacklo_pd(high01, high23));
    out[3] = _mm256_castpd_ps(_mm256_unpackhi_pd(high01, high23));
  }
  static void transpose8(const float* from, std::ptrdiff_t stride, float* to) {
    __m256 upper[4], lower[4];
    transpose_quad(from, stride, upper);
    transpose_quad(from + 4 * stride, stride, lower);
    for (int c = 0; c < 4; ++c) {
      _mm256_storeu_ps(to + c * kLanes, _mm256_permute2f128_ps(upper[c], lower[c], 0x20));
      _mm256_storeu_ps(to + (4 + c) * kLanes, _mm256_permute2f128_ps(upper[c], lower[c], 0x31));
    }
  }
};

#ifdef __AVXVNNI__
struct Avx2Vnni : Avx2 {
  static constexpr bool kSignedCodes = false;
  static constexpr int kDotRows = 6;  // 12 sums, two code registers, one broadcast: 15 of 16

  static I32 dot4(I32 sum, I32 codes, const std::int8_t* x) {
    int four;
    __builtin_memcpy(&four, x, sizeof four);
    const __m256i terms = _mm256_set1_epi32(four);
    return {_mm256_dpbusd_avx_epi32(sum.low, codes.low, terms),
            _mm256_dpbusd_avx_epi32(sum.high, codes.high, terms)};
  }
};
#endif

}  // namespace
}  // namespace llada::simd
