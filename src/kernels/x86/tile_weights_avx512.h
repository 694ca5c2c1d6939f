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

// scale and base of every group of a chunk in fixed point, as words: what its codes are mapped with.
struct alignas(64) TileRatios {
  std::int16_t ratios[kChunk / 16][kLanes][2];
  std::int16_t bases[kChunk / 16][kLanes][2];  // including the half that makes the shift round
};

template <class Format>
__m512 group_base(const CodeScales& in, int group) {
  if constexpr (Format::kHasMin) return _mm512_loadu_ps(in.mins[group]);
  return _mm512_mul_ps(_mm512_loadu_ps(in.scales[group]), _mm512_set1_ps(-Format::kOffset));
}

// The largest magnitude that a group's weights can have: at its smallest or largest code.
template <class Format>
__m512 group_bound(const CodeScales& in, int group) {
  const __m512 scale = _mm512_loadu_ps(in.scales[group]), base = group_base<Format>(in, group);
  const __m512 low = _mm512_fmadd_ps(scale, _mm512_set1_ps(Format::kSmallestCode), base);
  const __m512 high = _mm512_fmadd_ps(scale, _mm512_set1_ps(Format::kLargestCode), base);
  return _mm512_max_ps(_mm512_abs_ps(low), _mm512_abs_ps(high));
}

// 16 values -> 32 words, each value in the two words of its lane.
inline __m512i word_pairs(__m512 values) {
  const __m128i low_words = _mm_setr_epi8(0, 1, 0, 1, 4, 5, 4, 5, 8, 9, 8, 9, 12, 13, 12, 13);
  return _mm512_shuffle_epi8(_mm512_cvtps_epi32(values), _mm512_broadcast_i32x4(low_words));
}

template <class Format>
void find_ratios(const CodeScales& in, int inputs, __m512 inverse, TileRatios& out) {
  const __m512 half = _mm512_set1_ps(kFixedPoint / 2);
  for (int group = 0; group < inputs / Format::kGroup; ++group) {
    const __m512 ratio = _mm512_mul_ps(_mm512_loadu_ps(in.scales[group]), inverse);
    const __m512 base = _mm512_fmadd_ps(group_base<Format>(in, group), inverse, half);
    _mm512_storeu_si512(out.ratios[group], word_pairs(ratio));
    _mm512_storeu_si512(out.bases[group], word_pairs(base));
  }
}

// 64 codes -> round(code * ratio + base) as bytes. Even and odd bytes are computed apart, in words.
inline __m512i map_codes(__m512i codes, __m512i ratio, __m512i base) {
  const __m512i even = _mm512_and_si512(codes, _mm512_set1_epi16(0x00ff));
  const __m512i odd = _mm512_srli_epi16(codes, 8);
  const __m512i low = _mm512_add_epi16(_mm512_mullo_epi16(even, ratio), base);
  const __m512i high = _mm512_add_epi16(_mm512_mullo_epi16(odd, ratio), base);
  constexpr int kSelect = 0xd8;  // third ? second : first
  const __m512i odd_bytes = _mm512_set1_epi16(static_cast<short>(0xff00));
  return _mm512_ternarylogic_epi32(_mm512_srli_epi16(low, 8), high, odd_bytes, kSelect);
}

template <class Format>
void map_chunk(const std::uint8_t* in, int inputs, const TileRatios& by_group,
               std::int8_t (*rows)[kLanes][4]) {
  for_blocks<Format>(in, inputs, [&](const std::uint8_t* block, unsigned first) {
    Format::codes(block, first, [&](unsigned k, __m512i codes) {
      const __m512i ratio = _mm512_loadu_si512(by_group.ratios[k / Format::kGroup]);
      const __m512i base = _mm512_loadu_si512(by_group.bases[k / Format::kGroup]);
      _mm512_storeu_si512(rows[k / 4], map_codes(codes, ratio, base));
    });
  });
}

// Zeros past `inputs` up to the end of the last tile.
inline void clear_last_tile(int inputs, TileWeights& out) {
  for (int k = inputs; k % kTileInputs != 0; k += 4) {
    _mm512_storeu_si512(out.rows[k / 4], _mm512_setzero_si512());
  }
}

// Scales of all groups of a tile chunk; returns the scale per output of its int8 weights.
template <class Format>
__m512 collect_scales(const std::uint8_t* in, int inputs, CodeScales (&out)[kCodeChunks]) {
  __m512 bound = _mm512_setzero_ps();
  for (int part = 0; part * kChunk < inputs; ++part, in += kChunkBytes<Format>) {
    const int count = smaller(kChunk, inputs - part * kChunk);
    for_blocks<Format>(in, count, [&](const std::uint8_t* block, unsigned first) {
      Format::scales(block, out[part], first);
    });
    for (int group = 0; group < count / Format::kGroup; ++group) {
      bound = _mm512_max_ps(bound, group_bound<Format>(out[part], group));
    }
  }
  return _mm512_mul_ps(bound, _mm512_set1_ps(1.0f / kLargestTileWeight));
}

// `in`: a tile chunk of a panel, `inputs` <= 1024 of it.
template <class Format>
void expand_tile_weights(const std::uint8_t* in, int inputs, TileWeights& out) {
  CodeScales by_group[kCodeChunks];
  const __m512 scales = collect_scales<Format>(in, inputs, by_group);
  _mm512_storeu_ps(out.scales, scales);
  const __mmask16 nonzero = _mm512_cmp_ps_mask(scales, _mm512_setzero_ps(), _CMP_NEQ_UQ);
  const __m512 inverse = _mm512_maskz_div_ps(nonzero, _mm512_set1_ps(kFixedPoint), scales);
  TileRatios ratios;
  for (int part = 0; part * kChunk < inputs; ++part, in += kChunkBytes<Format>) {
    const int count = smaller(kChunk, inputs - part * kChunk);
    find_ratios<Format>(by_group[part], count, inverse, ratios);
    map_chunk<Format>(in, count, ratios, out.rows + part * (kChunk / 4));
  }
  clear_last_tile(inputs, out);
}

}  // namespace
}  // namespace llada::simd
