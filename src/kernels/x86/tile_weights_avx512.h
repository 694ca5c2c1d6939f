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

struct alignas(64) TileWeights {
  std::int8_t rows[kTileChunk / 4][kLanes][4];  // [input / 4][output][input % 4]: 16 rows are a tile
  float scales[kLanes];
};

// scale and base of every group of a part in fixed point, as words: what its codes are mapped with.
struct alignas(64) TileRatios {
  std::int16_t ratios[kChunk / 16][kLanes][2];
  std::int16_t bases[kChunk / 16][kLanes][2];  // including the half that makes the shift round
};

// The largest magnitude that a group's weights can have: at its smallest or largest code.
template <class Format>
__m512 group_bound(const CodeScales& in, int group) {
  const __m512 scale = _mm512_loadu_ps(in.scales[group]);
  if constexpr (Format::kHasMin) {
    const __m512 low = _mm512_loadu_ps(in.mins[group]);  // the smallest code is 0
    const __m512 high = _mm512_fmadd_ps(scale, _mm512_set1_ps(Format::kLargestCode), low);
    return _mm512_max_ps(_mm512_abs_ps(low), _mm512_abs_ps(high));
  }
  constexpr int kBelow = Format::kOffset - Format::kSmallestCode;
  constexpr int kAbove = Format::kLargestCode - Format::kOffset;
  return _mm512_abs_ps(_mm512_mul_ps(scale, _mm512_set1_ps(kBelow > kAbove ? kBelow : kAbove)));
}

// 16 values -> 32 words, each value in the two words of its lane.
inline __m512i word_pairs(__m512 values) {
  const __m128i low_words = _mm_setr_epi8(0, 1, 0, 1, 4, 5, 4, 5, 8, 9, 8, 9, 12, 13, 12, 13);
  return _mm512_shuffle_epi8(_mm512_cvtps_epi32(values), _mm512_broadcast_i32x4(low_words));
}

// (code - offset) * ratio, or code * ratio + min / S: the base follows from the rounded ratio where it can.
template <class Format>
__m512i base_words(const CodeScales& in, int group, __m512 inverse, __m512i ratio) {
  if constexpr (Format::kHasMin) {
    const __m512 half = _mm512_set1_ps(kFixedPoint / 2);
    return word_pairs(_mm512_fmadd_ps(_mm512_loadu_ps(in.mins[group]), inverse, half));
  }
  const __m512i half = _mm512_set1_epi16(static_cast<short>(kFixedPoint / 2));
  return _mm512_sub_epi16(half, _mm512_mullo_epi16(ratio, _mm512_set1_epi16(Format::kOffset)));
}

template <class Format>
void find_ratios(const CodeScales& in, int inputs, __m512 inverse, TileRatios& out) {
  for (int group = 0; group < inputs / Format::kGroup; ++group) {
    const __m512i ratio = word_pairs(_mm512_mul_ps(_mm512_loadu_ps(in.scales[group]), inverse));
    _mm512_storeu_si512(out.ratios[group], ratio);
    _mm512_storeu_si512(out.bases[group], base_words<Format>(in, group, inverse, ratio));
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

// The packed bytes are fetched this far ahead into the second-level cache: about a tile chunk of 4-bit
// weights, some hundred nanoseconds.
inline constexpr std::size_t kFetchAhead = 4608;

template <class Format>
void map_part(const std::uint8_t* in, int inputs, const TileRatios& by_group,
              std::int8_t (*rows)[kLanes][4]) {
  for_blocks<Format>(in, inputs, [&](const std::uint8_t* block, unsigned first) {
    for (std::size_t at = 0; at < kGroupBytes<Format>; at += 64) {
      _mm_prefetch(reinterpret_cast<const char*>(block + kFetchAhead + at), _MM_HINT_T1);
    }
    Format::codes(block, first, [&](unsigned k, __m512i codes) {
      const __m512i ratio = _mm512_loadu_si512(by_group.ratios[k / Format::kGroup]);
      const __m512i base = _mm512_loadu_si512(by_group.bases[k / Format::kGroup]);
      _mm512_storeu_si512(rows[k / 4], map_codes(codes, ratio, base));
    });
  });
}

// Expands one tile chunk of a panel in parts of 256 inputs.
template <class Format>
class TileExpansion {
 public:
  // `in`: the chunk's packed bytes, `inputs` <= 512 of it. Reads all its scales.
  void begin(const std::uint8_t* in, int inputs, TileWeights& out) {
    in_ = in;
    inputs_ = inputs;
    out_ = &out;
    const __m512 scales = collect_scales();
    _mm512_storeu_ps(out.scales, scales);
    const __mmask16 nonzero = _mm512_cmp_ps_mask(scales, _mm512_setzero_ps(), _CMP_NEQ_UQ);
    inverse_ = _mm512_maskz_div_ps(nonzero, _mm512_set1_ps(kFixedPoint), scales);
  }
  [[gnu::noinline]] void expand(int part) {
    const int count = part_inputs(part);
    TileRatios ratios;
    find_ratios<Format>(by_group_[part], count, inverse_, ratios);
    std::int8_t (*rows)[kLanes][4] = out_->rows + part * (kChunk / 4);
    map_part<Format>(part_bytes(part), count, ratios, rows);
    for (int k = count; k % kTileInputs != 0; k += 4) {
      _mm512_storeu_si512(rows[k / 4], _mm512_setzero_si512());
    }
  }

 private:
  int part_inputs(int part) const { return smaller(kChunk, inputs_ - part * kChunk); }
  const std::uint8_t* part_bytes(int part) const {
    return in_ + static_cast<std::size_t>(part) * kChunkBytes<Format>;
  }
  // The scale per output of the chunk's int8 weights.
  __m512 collect_scales() {
    __m512 bound = _mm512_setzero_ps();
    for (int part = 0; part * kChunk < inputs_; ++part) {
      CodeScales& scales = by_group_[part];
      for_blocks<Format>(part_bytes(part), part_inputs(part), [&](const std::uint8_t* block, unsigned first) {
        Format::scales(block, scales, first);
      });
      for (int group = 0; group < part_inputs(part) / Format::kGroup; ++group) {
        bound = _mm512_max_ps(bound, group_bound<Format>(scales, group));
      }
    }
    return _mm512_mul_ps(bound, _mm512_set1_ps(1.0f / kLargestTileWeight));
  }

  const std::uint8_t* in_ = nullptr;
  int inputs_ = 0;
  TileWeights* out_ = nullptr;
  __m512 inverse_;
  CodeScales by_group_[kTileChunk / kChunk];
};

}  // namespace
}  // namespace llada::simd
