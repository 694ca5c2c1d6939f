// 16 lanes in one AVX-512 register (F, BW, DQ, VL; VNNI for the dot product).
#pragma once

#include <immintrin.h>

#include "kernels/simd/lanes.h"

namespace llada::simd {
namespace {

struct Avx512 {
  using F32 = __m512;
  using I32 = __m512i;
  // Two chains each: 24 accumulators, two weight registers, broadcasts straight from memory: 26 of 32.
  static constexpr int kTileRows = 12;

  static F32 load(const float* from) { return _mm512_loadu_ps(from); }
  static void store(float* to, F32 a) { _mm512_storeu_ps(to, a); }
  static F32 set1(float a) { return _mm512_set1_ps(a); }
  static F32 add(F32 a, F32 b) { return _mm512_add_ps(a, b); }
  static F32 sub(F32 a, F32 b) { return _mm512_sub_ps(a, b); }
  static F32 mul(F32 a, F32 b) { return _mm512_mul_ps(a, b); }
  static F32 div(F32 a, F32 b) { return _mm512_div_ps(a, b); }
  static F32 fma(F32 a, F32 b, F32 c) { return _mm512_fmadd_ps(a, b, c); }
  static F32 min(F32 a, F32 b) { return _mm512_min_ps(a, b); }
  static F32 max(F32 a, F32 b) { return _mm512_max_ps(a, b); }

  static float reduce_add(F32 a) {
    const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
  }
  static float reduce_max(F32 a) {
    const __m256 eight = _mm256_max_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
    const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
  }
  static F32 load_f16(const void* from) {
    return _mm512_cvtph_ps(_mm256_loadu_si256(static_cast<const __m256i*>(from)));
  }

  static I32 load_bits(const void* from) { return _mm512_loadu_si512(from); }
  static void store_bits(void* to, I32 a) { _mm512_storeu_si512(to, a); }
  static I32 set1_i32(int a) { return _mm512_set1_epi32(a); }
  static I32 and_bits(I32 a, I32 b) { return _mm512_and_si512(a, b); }
  static I32 or_bits(I32 a, I32 b) { return _mm512_or_si512(a, b); }
  static I32 xor_bits(I32 a, I32 b) { return _mm512_xor_si512(a, b); }
  static I32 add_i32(I32 a, I32 b) { return _mm512_add_epi32(a, b); }
  static I32 sub_i32(I32 a, I32 b) { return _mm512_sub_epi32(a, b); }
  template <int N>
  static I32 shift_left(I32 a) { return _mm512_slli_epi32(a, N); }
  template <int N>
  static I32 shift_right(I32 a) { return _mm512_srli_epi32(a, N); }
  static I32 load_u8(const void* from) { return _mm512_cvtepu8_epi32(load128(from)); }
  static I32 load_i8(const void* from) { return _mm512_cvtepi8_epi32(load128(from)); }
  static I32 load_u16(const void* from) {
    return _mm512_cvtepu16_epi32(_mm256_loadu_si256(static_cast<const __m256i*>(from)));
  }
  static void store_i8(void* to, I32 a) {
    _mm_storeu_si128(static_cast<__m128i*>(to), _mm512_cvtsepi32_epi8(a));
  }
  static I32 lookup(const void* table, I32 bytes) {
    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(load128(table)), bytes);
  }

  static F32 to_f32(I32 a) { return _mm512_cvtepi32_ps(a); }
  static I32 to_i32(F32 a) { return _mm512_cvtps_epi32(a); }
  static F32 as_f32(I32 a) { return _mm512_castsi512_ps(a); }
  static I32 as_bits(F32 a) { return _mm512_castps_si512(a); }

  // Rows pairwise, then by fours within 128 bits, then the 128-bit quarters across.
  static void transpose(const float* from, std::ptrdiff_t stride, float* to) {
    F32 quads[16];  // [4 g + c]: in quarter q, element 4q + c of rows 4g .. 4g + 3
    for (int g = 0; g < 4; ++g) transpose_quad(from + 4 * g * stride, stride, quads + 4 * g);
    for (int c = 0; c < 4; ++c) {
      const F32 even_low = _mm512_shuffle_f32x4(quads[c], quads[4 + c], 0x88);
      const F32 odd_low = _mm512_shuffle_f32x4(quads[c], quads[4 + c], 0xdd);
      const F32 even_high = _mm512_shuffle_f32x4(quads[8 + c], quads[12 + c], 0x88);
      const F32 odd_high = _mm512_shuffle_f32x4(quads[8 + c], quads[12 + c], 0xdd);
      store(to + kLanes * c, _mm512_shuffle_f32x4(even_low, even_high, 0x88));
      store(to + kLanes * (4 + c), _mm512_shuffle_f32x4(odd_low, odd_high, 0x88));
      store(to + kLanes * (8 + c), _mm512_shuffle_f32x4(even_low, even_high, 0xdd));
      store(to + kLanes * (12 + c), _mm512_shuffle_f32x4(odd_low, odd_high, 0xdd));
    }
  }

  static void prefetch(const void* at) { _mm_prefetch(static_cast<const char*>(at), _MM_HINT_T0); }

 private:
  static __m128i load128(const void* from) {
    return _mm_loadu_si128(static_cast<const __m128i*>(from));
  }
  static void transpose_quad(const float* from, std::ptrdiff_t stride, F32* out) {
    const F32 r0 = load(from), r1 = load(from + stride);
    const F32 r2 = load(from + 2 * stride), r3 = load(from + 3 * stride);
    const __m512d low01 = _mm512_castps_pd(_mm512_unpacklo_ps(r0, r1));
    const __m512d low23 = _mm512_castps_pd(_mm512_unpacklo_ps(r2, r3));
    const __m512d high01 = _mm512_castps_pd(_mm512_unpackhi_ps(r0, r1));
    const __m512d high23 = _mm512_castps_pd(_mm512_unpackhi_ps(r2, r3));
    out[0] = _mm512_castpd_ps(_mm512_unpacklo_pd(low01, low23));
    out[1] = _mm512_castpd_ps(_mm512_unpackhi_pd(low01, low23));
    out[2] = _mm512_castpd_ps(_mm512_unpacklo_pd(high01, high23));
    out[3] = _mm512_castpd_ps(_mm512_unpackhi_pd(high01, high23));
  }
};

#ifdef __AVX512VNNI__
struct Avx512Vnni : Avx512 {
  static constexpr bool kSignedCodes = false;
  static constexpr int kDotRows = 12;  // hides the latency (5 x 2 a cycle) with registers to spare

  static I32 dot4(I32 sum, I32 codes, const std::int8_t* x) {
    int four;
    __builtin_memcpy(&four, x, sizeof four);
    return _mm512_dpbusd_epi32(sum, codes, _mm512_set1_epi32(four));
  }
};
#endif

}  // namespace
}  // namespace llada::simd
