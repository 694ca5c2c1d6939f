// A panel's chunk of any quantised format -> int8 weights in tile form with one f32 scale per output, so
// that whole tile products run without touching block scales.
//
// A weight is scale * code + base, base = min - offset * scale. With S the output's scale for this chunk,
// its int8 form is round(code * (scale / S) + base / S), in 16-bit fixed point: two multiplies and two
// adds for 64 weights. Rounding costs up to S / 2 per weight, and 2^-9 of a code for the rounded ratio.
#pragma once

#include "kernels/simd/decode_f32.h"
#include "kernels/x86/lanes_avx512.h"
#include "kernels/x86/tile_activations.h"

namespace llada::simd {
namespace {

// One less than would fit: a code times a rounded ratio may exceed its bound by half a unit.
inline constexpr float kLargestTileWeight = 126.0f;
inline constexpr float kFixedPoint = 256.0f;  // 8 fractional bits
inline constexpr int kCodeChunks = kTileChunk / kChunk;

struct alignas(64) TileWeights {
  std::int8_t rows[kTileChunk / 4][kLanes][4];  // [input / 4][output][input % 4]: 16 rows are a tile
  float scales[kLanes];
};

template <class Format>
__m512 group_base(const CodeChunk& in, int group) {
  if constexpr (Format::kHasMin) return _mm512_loadu_ps(in.mins[group]);
  return _mm512_mul_ps(_mm512_loadu_ps(in.scales[group]), _mm512_set1_ps(-Format::kOffset));
}

// The largest magnitude that a group's weights can have: at its smallest or largest code.
template <class Format>
__m512 group_bound(const CodeChunk& in, int group) {
  const __m512 scale = _mm512_loadu_ps(in.scales[group]), base = group_base<Format>(in, group);
  const __m512 low = _mm512_fmadd_ps(scale, _mm512_set1_ps(Format::kSmallestCode), base);
  const __m512 high = _mm512_fmadd_ps(scale, _mm512_set1_ps(Format::kLargestCode), base);
  return _mm512_max_ps(_mm512_abs_ps(low), _mm512_abs_ps(high));
}

// `inputs` of the whole tile chunk.
template <class Format>
__m512 output_scales(const CodeChunk (&in)[kCodeChunks], int inputs) {
  constexpr int kGroups = kChunk / Format::kGroup;
  __m512 bound = _mm512_setzero_ps();
  for (int group = 0; group < inputs / Format::kGroup; ++group) {
    bound = _mm512_max_ps(bound, group_bound<Format>(in[group / kGroups], group % kGroups));
  }
  return _mm512_mul_ps(bound, _mm512_set1_ps(1.0f / kLargestTileWeight));
}

// 16 values -> 32 words, each value in the two words of its lane.
inline __m512i word_pairs(__m512 values) {
  const __m128i low_words = _mm_setr_epi8(0, 1, 0, 1, 4, 5, 4, 5, 8, 9, 8, 9, 12, 13, 12, 13);
  return _mm512_shuffle_epi8(_mm512_cvtps_epi32(values), _mm512_broadcast_i32x4(low_words));
}

// 64 codes -> round(code * ratio + base) as bytes, ratio and base in fixed point; `base` includes the
// half that makes the shift round. Even and odd bytes are computed apart, in words.
inline __m512i rescale_codes(__m512i codes, __m512i ratio, __m512i base) {
  const __m512i even = _mm512_and_si512(codes, _mm512_set1_epi16(0x00ff));
  const __m512i odd = _mm512_srli_epi16(codes, 8);
  const __m512i low = _mm512_add_epi16(_mm512_mullo_epi16(even, ratio), base);
  const __m512i high = _mm512_add_epi16(_mm512_mullo_epi16(odd, ratio), base);
  constexpr int kSelect = 0xd8;  // third ? second : first
  const __m512i odd_bytes = _mm512_set1_epi16(static_cast<short>(0xff00));
  return _mm512_ternarylogic_epi32(_mm512_srli_epi16(low, 8), high, odd_bytes, kSelect);
}

template <class Format>
void rescale_chunk(const CodeChunk& in, int inputs, __m512 inverse, std::int8_t (*rows)[kLanes][4]) {
  constexpr int kUnits = Format::kGroup / 4;
  const __m512 half = _mm512_set1_ps(kFixedPoint / 2);
  for (int group = 0; group < inputs / Format::kGroup; ++group) {
    const __m512i ratio = word_pairs(_mm512_mul_ps(_mm512_loadu_ps(in.scales[group]), inverse));
    const __m512i base = word_pairs(_mm512_fmadd_ps(group_base<Format>(in, group), inverse, half));
    const std::uint8_t (*codes)[kLanes][4] = in.codes + group * kUnits;
    std::int8_t (*out)[kLanes][4] = rows + group * kUnits;
#pragma GCC unroll 8
    for (int unit = 0; unit < kUnits; ++unit) {
      _mm512_storeu_si512(out[unit], rescale_codes(_mm512_loadu_si512(codes[unit]), ratio, base));
    }
  }
}

// Zeros past `inputs` up to the end of the last tile.
inline void clear_last_tile(int inputs, TileWeights& out) {
  for (int k = inputs; k % kTileInputs != 0; k += 4) {
    _mm512_storeu_si512(out.rows[k / 4], _mm512_setzero_si512());
  }
}

// Chunk `chunk` of 1024 of a panel; `inputs` of them exist.
template <class Format>
void expand_tile_weights(const std::uint8_t* panel, int chunk, int inputs, TileWeights& out) {
  CodeChunk codes[kCodeChunks];
  for (int part = 0; part * kChunk < inputs; ++part) {
    decode_codes<Avx512, Format>(panel, chunk * kCodeChunks + part, smaller(kChunk, inputs - part * kChunk),
                                 codes[part]);
  }
  const __m512 scales = output_scales<Format>(codes, inputs);
  _mm512_storeu_ps(out.scales, scales);
  const __mmask16 nonzero = _mm512_cmp_ps_mask(scales, _mm512_setzero_ps(), _CMP_NEQ_UQ);
  const __m512 inverse = _mm512_maskz_div_ps(nonzero, _mm512_set1_ps(kFixedPoint), scales);
  for (int part = 0; part * kChunk < inputs; ++part) {
    rescale_chunk<Format>(codes[part], smaller(kChunk, inputs - part * kChunk), inverse,
                          out.rows + part * (kChunk / 4));
  }
  clear_last_tile(inputs, out);
}

}  // namespace
}  // namespace llada::simd
