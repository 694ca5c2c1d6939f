// A panel's chunk of any quantised format -> int8 weights in tile form with one f32 scale per output, so
// that whole tile products run without touching block scales. An expansion works in parts of 256 inputs:
//   kFlip                         0x80: weights come plus 128, as the dot products want one of their operands
//   kChunkBytes                   of a whole chunk of 512 inputs
//   begin(bytes, inputs, out)     of a chunk, `inputs` <= 512 of it; finds out.scales
//   expand(part)                  fills out.rows, with zeros to the next multiple of 64 inputs
//
// From the tile layout (tile_layout.h): codes times ratios in 16-bit fixed point.
// From the lane layout: a weight is scale * code + base, base = min - offset * scale. With S the output's scale for this chunk,
// its int8 form is round(code * (scale / S) + base / S), in 16-bit fixed point: two multiplies and two
// adds for 64 weights. Rounding costs up to S / 2 per weight, and 2^-9 of a code for the rounded ratio.
#pragma once

#include "kernels/simd/decode_f32.h"
#include "kernels/x86/fetch_ahead.h"
#include "kernels/x86/lanes_avx512.h"
#include "kernels/x86/tile_activations.h"

namespace llada::simd {
namespace {

// One less than would fit: a code times a rounded ratio may exceed its bound by half a unit.
inline constexpr float kLargestTileWeight = 126.0f;
inline constexpr float kFixedPoint = 256.0f;  // 8 fractional bits

inline constexpr int kSignedBytes = 0;
inline constexpr int kUnsignedBytes = 0x80;

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

// Flipping the top bit of a result's byte is the same as flipping that of its base.
template <class Format, int kFlip>
void find_ratios(const CodeScales& in, int inputs, __m512 inverse, TileRatios& out) {
  const __m512i flip = _mm512_set1_epi16(static_cast<short>(kFlip << 8));
  for (int group = 0; group < inputs / Format::kGroup; ++group) {
    const __m512i ratio = word_pairs(_mm512_mul_ps(_mm512_loadu_ps(in.scales[group]), inverse));
    _mm512_storeu_si512(out.ratios[group], ratio);
    const __m512i base = base_words<Format>(in, group, inverse, ratio);
    _mm512_storeu_si512(out.bases[group], _mm512_xor_si512(base, flip));
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
void map_part(const std::uint8_t* in, int inputs, const TileRatios& by_group,
              std::int8_t (*rows)[kLanes][4]) {
  for_blocks<Format>(in, inputs, [&](const std::uint8_t* block, unsigned first) {
    Format::codes(block, first, [&](unsigned k, __m512i codes) {
      const __m512i ratio = _mm512_loadu_si512(by_group.ratios[k / Format::kGroup]);
      const __m512i base = _mm512_loadu_si512(by_group.bases[k / Format::kGroup]);
      _mm512_storeu_si512(rows[k / 4], map_codes(codes, ratio, base));
    });
  });
}

inline void zero_units(std::int8_t (*rows)[kLanes][4], int inputs) {
  for (int k = inputs; k % kTileInputs != 0; k += 4) _mm512_storeu_si512(rows[k / 4], _mm512_setzero_si512());
}

// From the lane layout.
template <class Format, int kFlip>
class LaneExpansion {
 public:
  static constexpr std::size_t kChunkBytes = simd::kChunkBytes<Format> * (kTileChunk / kChunk);

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
    find_ratios<Format, kFlip>(by_group_[part], count, inverse_, ratios);
    std::int8_t (*rows)[kLanes][4] = out_->rows + part * (kChunk / 4);
    map_part<Format>(part_bytes(part), count, ratios, rows);
    zero_units(rows, count);
  }
  // As the other expansions' 64 inputs at a time, but all 256 with the first of them.
  void expand_step(int step) {
    constexpr int kPartSteps = kChunk / kTileInputs;
    if (step % kPartSteps == 0 && step * kTileInputs < inputs_) expand(step / kPartSteps);
  }

 private:
  int part_inputs(int part) const { return smaller(kChunk, inputs_ - part * kChunk); }
  const std::uint8_t* part_bytes(int part) const {
    return in_ + static_cast<std::size_t>(part) * simd::kChunkBytes<Format>;
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

// 16 ratios -> words, each in the four words of its output, as the first and second 64 bytes of codes
// have them.
struct RatioWords {
  __m512i first;
  __m512i second;
};

inline RatioWords ratio_words(const std::int8_t* ratios) {
  const __m128i bytes = _mm_load_si128(reinterpret_cast<const __m128i*>(ratios));
  const __m512i words = _mm512_castsi256_si512(_mm256_cvtepi8_epi16(bytes));
  // Quarter q of the first has outputs 4 q and 4 q + 1.
  const __m512i quarters = _mm512_set_epi64(0x000d000d000d000d, 0x000c000c000c000c, 0x0009000900090009,
                                            0x0008000800080008, 0x0005000500050005, 0x0004000400040004,
                                            0x0001000100010001, 0);
  const __m512i two = _mm512_set1_epi16(2);
  return {_mm512_permutexvar_epi16(quarters, words),
          _mm512_permutexvar_epi16(_mm512_add_epi16(quarters, two), words)};
}

// Each output's base in the four bytes of its lane.
inline __m512i base_bytes(const std::int8_t* bases) {
  const __m128i bytes = _mm_load_si128(reinterpret_cast<const __m128i*>(bases));
  const __m512i lanes = _mm512_cvtepu8_epi32(bytes);
  const __m128i low_bytes = _mm_setr_epi8(0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12);
  return _mm512_shuffle_epi8(lanes, _mm512_broadcast_i32x4(low_bytes));
}

// Words with a signed nibble on top -> round(nibble * ratio / 8), packed to bytes in the outputs' order.
inline __m512i scale_nibbles(__m512i first, __m512i second, const RatioWords& ratios) {
  return _mm512_packs_epi16(_mm512_mulhrs_epi16(first, ratios.first),
                            _mm512_mulhrs_epi16(second, ratios.second));
}

// From the tile layout of 4-bit types, as signed bytes.
template <bool kHasBases>
class NibbleExpansion {
 public:
  static constexpr std::size_t kHeaderBytes = sizeof(NibbleHeader) + (kHasBases ? sizeof(NibbleBases) : 0);
  static constexpr std::size_t kChunkBytes = kHeaderBytes + kTileGroups * kNibbleGroupBytes;
  static constexpr std::size_t kFetchAhead = 9 * kNibbleGroupBytes;  // half a chunk and its header

  void begin(const std::uint8_t* in, int inputs, TileWeights& out) {
    header_ = reinterpret_cast<const NibbleHeader*>(in);
    bases_ = reinterpret_cast<const NibbleBases*>(in + sizeof(NibbleHeader));
    codes_ = in + kHeaderBytes;
    fetch_ = {{codes_ + kFetchAhead}, kNibbleGroupBytes / 64};
    inputs_ = inputs;
    out_ = &out;
    _mm512_store_ps(out.scales, _mm512_load_ps(header_->scales));
  }

  // 64 inputs; zeros past the last.
  [[gnu::always_inline]] inline void expand_step(int step) {
    const int left = inputs_ - step * kTileInputs;
    if (left <= 0) return;
    std::int8_t (*rows)[kLanes][4] = out_->rows + step * (kTileInputs / 4);
    for (int k = 0; k < smaller(left, kTileInputs); k += kTileGroup) {
      expand_group(step * (kTileInputs / kTileGroup) + k / kTileGroup);
    }
    if (left < kTileInputs) zero_units(rows, left);
  }

 private:
  [[gnu::always_inline]] inline void expand_group(int group) {
    const std::uint8_t* codes = codes_ + static_cast<std::size_t>(group) * kNibbleGroupBytes;
    fetch_.step();
    const RatioWords ratios = ratio_words(header_->ratios[group]);
    std::int8_t (*rows)[kLanes][4] = out_->rows + group * (kTileGroup / 4);
    expand_half(codes, ratios, group, rows);
    expand_half(codes + kNibbleGroupBytes / 2, ratios, group, rows + 4);
  }

  // 16 inputs.
  [[gnu::always_inline]] inline void expand_half(const std::uint8_t* codes, const RatioWords& ratios, int group,
                                                 std::int8_t (*rows)[kLanes][4]) {
    const __m512i top = _mm512_set1_epi16(static_cast<short>(0xf000));
    const __m512i a = _mm512_load_si512(codes), b = _mm512_load_si512(codes + 64);
    const __m512i a_low = low_bytes_up(a), b_low = low_bytes_up(b);
    const auto and_top = [top](__m512i words) { return _mm512_and_si512(words, top); };
    const auto next = [](__m512i words) { return _mm512_slli_epi16(words, 4); };
    store(rows[0], scale_nibbles(and_top(a), and_top(b), ratios), group);
    store(rows[1], scale_nibbles(and_top(next(a)), and_top(next(b)), ratios), group);
    store(rows[2], scale_nibbles(and_top(a_low), and_top(b_low), ratios), group);
    store(rows[3], scale_nibbles(next(a_low), next(b_low), ratios), group);
  }

  // Each word's low byte becomes its high one: a shuffle, as shifts and products share one port.
  static __m512i low_bytes_up(__m512i words) {
    const __m128i order = _mm_setr_epi8(-1, 0, -1, 2, -1, 4, -1, 6, -1, 8, -1, 10, -1, 12, -1, 14);
    return _mm512_shuffle_epi8(words, _mm512_broadcast_i32x4(order));
  }

  void store(std::int8_t (*row)[4], __m512i weights, int group) {
    if constexpr (kHasBases) weights = _mm512_adds_epi8(weights, base_bytes(bases_->bases[group]));
    _mm512_store_si512(row, weights);
  }

  const NibbleHeader* header_ = nullptr;
  const NibbleBases* bases_ = nullptr;
  const std::uint8_t* codes_ = nullptr;
  FetchAhead<1> fetch_{};  // a step per group
  int inputs_ = 0;
  TileWeights* out_ = nullptr;
};

// From the tile layout of int8 weights: a copy, so that the rows' passes find the chunk in the nearest cache.
template <int kFlip>
class ReadyExpansion {
 public:
  static constexpr std::size_t kChunkBytes = sizeof(TileWeights);

  void begin(const std::uint8_t* in, int inputs, TileWeights& out) {
    in_ = reinterpret_cast<const TileWeights*>(in);
    inputs_ = inputs;
    out_ = &out;
    _mm512_store_ps(out.scales, _mm512_load_ps(in_->scales));
  }
  void expand(int part) {
    const int first = part * (kChunk / 4);
    const int last = smaller(first + kChunk / 4, (inputs_ + kTileInputs - 1) / kTileInputs * (kTileInputs / 4));
    for (int unit = first; unit < last; ++unit) copy(unit);
  }
  // 64 inputs, with the zeros past the last.
  void expand_step(int step) {
    if (step * kTileInputs >= inputs_) return;
    for (int unit = step * (kTileInputs / 4); unit < (step + 1) * (kTileInputs / 4); ++unit) {
      copy(unit);
    }
  }

 private:
  void copy(int unit) {
    const __m512i flip = _mm512_set1_epi8(static_cast<char>(kFlip));
    _mm512_store_si512(out_->rows[unit], _mm512_xor_si512(_mm512_load_si512(in_->rows[unit][0]), flip));
  }

  const TileWeights* in_ = nullptr;
  int inputs_ = 0;
  TileWeights* out_ = nullptr;
};

// What brings a format's weights into tile form.
template <class Format>
struct ExpansionOf {
  template <int kFlip>
  using Type = LaneExpansion<Format, kFlip>;
};
template <>
struct ExpansionOf<LaneQ4_0<Avx512>> {
  template <int>
  using Type = NibbleExpansion<false>;
};
template <>
struct ExpansionOf<LaneQ4_1<Avx512>> {
  template <int>
  using Type = NibbleExpansion<true>;
};
template <>
struct ExpansionOf<LaneQ4_K<Avx512>> {
  template <int>
  using Type = NibbleExpansion<true>;
};
template <>
struct ExpansionOf<LaneQ8_0<Avx512>> {
  template <int kFlip>
  using Type = ReadyExpansion<kFlip>;
};
template <>
struct ExpansionOf<LaneQ6_K<Avx512>> {
  template <int kFlip>
  using Type = ReadyExpansion<kFlip>;
};

}  // namespace
}  // namespace llada::simd
