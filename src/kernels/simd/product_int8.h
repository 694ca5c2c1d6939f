// int8 products: weights as codes, activations as int8 with an f32 scale per 32 inputs. Per group of 16
// or 32 inputs the dot product is exact in 32 bits (at most 32 * 255 * 127); then it is scaled in f32:
//   y += scale_w scale_x (sum(code x) - offset sum(x)) + min_w scale_x sum(x)
#pragma once

#include "kernels/simd/decode_f32.h"
#include "kernels/simd/panels.h"
#include "kernels/simd/row_tile.h"

namespace llada::simd {

// What the inner loop needs to know of a format.
struct CodeShape {
  int groups;     // in this chunk
  int offset;     // of the codes as the dot product sees them
  int flip;       // xor for the codes: unsigned -> signed where the machine wants that, else 0
};

template <DotLanes L, class Format>
CodeShape code_shape(int inputs) {
  constexpr bool kSigned = L::kSignedCodes && Format::kOffset == 128;
  return {inputs / Format::kGroup, kSigned ? 0 : Format::kOffset,
          kSigned ? static_cast<int>(0x80808080u) : 0};
}

template <Lanes L, int Group>
int group_sum(const Int8Chunk& x, int group) {
  return Group == 32 ? x.sums32[group] : x.sums16[group];
}
template <Lanes L, int Group>
float scaled_group_sum(const Int8Chunk& x, int group) {
  return Group == 32 ? x.scaled_sums32[group] : x.scaled_sums16[group];
}

// The codes of four inputs, as the machine wants them.
template <DotLanes L>
[[gnu::always_inline]] inline typename L::I32 load_codes(const std::uint8_t* codes, typename L::I32 flip) {
  if constexpr (L::kSignedCodes) return L::xor_bits(L::load_bits(codes), flip);
  return L::load_bits(codes);
}

// Adds the dot products of R rows with a group; `weights` are its codes.
template <DotLanes L, int R, int Group>
[[gnu::always_inline]] inline void add_dots(const std::uint8_t* weights, typename L::I32 flip, const Int8Chunk* x,
                                            int group, typename L::I32 (&dots)[R]) {
#pragma GCC unroll 8
  for (int j = 0; j < Group / 4; ++j) {
    const auto codes = load_codes<L>(weights + 4 * kLanes * j, flip);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) dots[r] = L::dot4(dots[r], codes, x[r].codes + group * Group + 4 * j);
  }
}

// The same by pairs of rows; a last row without a partner is its own.
template <MatrixLanes L, int R, int Group>
[[gnu::always_inline]] inline void add_dots_in_pairs(const std::uint8_t* weights, typename L::I32 flip,
                                                     const Int8Chunk* x, int group, typename L::I32 (&dots)[R]) {
  constexpr int kPairs = (R + 1) / 2;
  typename L::PairSums sums[kPairs];
#pragma GCC unroll 8
  for (int p = 0; p < kPairs; ++p) sums[p] = L::no_sums();
#pragma GCC unroll 4
  for (int j = 0; j < Group / 4; j += 2) {
    const auto codes = L::octets(load_codes<L>(weights + 4 * kLanes * j, flip),
                                 load_codes<L>(weights + 4 * kLanes * (j + 1), flip));
    const int input = group * Group + 4 * j;
#pragma GCC unroll 8
    for (int p = 0; p < kPairs; ++p)
      sums[p] = L::dot8(sums[p], codes, x[2 * p].codes + input, x[smaller(2 * p + 1, R - 1)].codes + input);
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) dots[r] = L::add_i32(dots[r], L::sums_of(sums[r / 2], r % 2));
}

template <DotLanes L, int R, int Group>
[[gnu::always_inline]] inline void group_dots(const CodeChunk& w, const CodeShape& shape, const Int8Chunk* x, int group,
                typename L::I32 (&dots)[R]) {
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
    dots[r] = L::set1_i32(-shape.offset * group_sum<L, Group>(x[r], group));
  }
  const std::uint8_t* weights = &w.codes[group * (Group / 4)][0][0];
  const auto flip = L::set1_i32(shape.flip);
  if constexpr (MatrixLanes<L>) return add_dots_in_pairs<L, R, Group>(weights, flip, x, group, dots);
  add_dots<L, R, Group>(weights, flip, x, group, dots);
}

// Adds R rows' sums to out [R][16]: there, not in registers, which the dot products fill.
template <DotLanes L, int R, int Group, bool HasMin>
[[gnu::noinline]] void add_code_tile(const CodeChunk& w, const CodeShape& shape, const Int8Chunk* x,
                                     float* out) {
  for (int group = 0; group < shape.groups; ++group) {
    typename L::I32 dots[R];
    group_dots<L, R, Group>(w, shape, x, group, dots);
    const auto scale = L::load(w.by_group.scales[group]);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
      const auto scaled = L::mul(scale, L::set1(x[r].scales[group * Group / 32]));
      auto sum = L::fma(L::to_f32(dots[r]), scaled, L::load(out + r * kLanes));
      if constexpr (HasMin) {
        const auto min = L::load(w.by_group.mins[group]);
        sum = L::fma(min, L::set1(scaled_group_sum<L, Group>(x[r], group)), sum);
      }
      L::store(out + r * kLanes, sum);
    }
  }
}

template <DotLanes L, int Group, bool HasMin, int Most = L::kDotRows>
void add_code_tile(int rows, const CodeChunk& w, const CodeShape& shape, const Int8Chunk* x, float* out) {
  if (rows == Most) return add_code_tile<L, Most, Group, HasMin>(w, shape, x, out);
  if constexpr (Most > 1) add_code_tile<L, Group, HasMin, Most - 1>(rows, w, shape, x, out);
}

template <DotLanes L, class Format>
void add_code_chunk(const Product& call, RowRange range, const CodeChunk& codes, int chunk, int inputs,
                    PanelSums& out) {
  const CodeShape shape = code_shape<L, Format>(inputs);
  const Int8Chunk* x = call.x.int8 + static_cast<std::ptrdiff_t>(chunk) * call.x.rows + range.begin;
  for_row_blocks<L::kDotRows>(range.end - range.begin, [&](int row, int rows) {
    add_code_tile<L, Format::kGroup, Format::kHasMin>(rows, codes, shape, x + row, out.sums[row]);
  });
}

template <DotLanes L, class Format>
void multiply_int8(const Product& call) {
  CodeChunk codes;
  for_panel_chunks<L>(call, sizeof(Int8Chunk), [&](const std::uint8_t* panel, RowRange rows, int chunk,
                                                   int inputs, PanelSums& sums) {
    decode_codes<L, Format>(panel, chunk, inputs, codes);
    add_code_chunk<L, Format>(call, rows, codes, chunk, inputs, sums);
  });
}

// --- activations ---

template <Lanes L>
typename L::F32 magnitude(typename L::F32 x) {
  return L::as_f32(L::and_bits(L::as_bits(x), L::set1_i32(0x7fffffff)));
}

template <Lanes L>
int quantise16(const float* x, typename L::F32 inverse, std::int8_t* codes) {
  L::store_i8(codes, L::to_i32(L::mul(L::load(x), inverse)));
  int sum = 0;
  for (int k = 0; k < 16; ++k) sum += codes[k];
  return sum;
}

// 32 values -> codes round(x / scale), scale = largest magnitude / 127. Codes that already are such
// (x = code * scale with a 127 among them) come back unchanged.
template <Lanes L>
void quantise_group(const float* x, int group, Int8Chunk& out) {
  const auto largest = L::max(magnitude<L>(L::load(x)), magnitude<L>(L::load(x + 16)));
  const float scale = L::reduce_max(largest) / 127.0f;
  const auto inverse = L::set1(scale > kSmallestScale ? 1.0f / scale : 0.0f);
  std::int8_t* codes = out.codes + 32 * group;
  const int low = quantise16<L>(x, inverse, codes);
  const int high = quantise16<L>(x + 16, inverse, codes + 16);
  out.scales[group] = scale;
  out.sums16[2 * group] = low;
  out.sums16[2 * group + 1] = high;
  out.sums32[group] = low + high;
  out.scaled_sums16[2 * group] = scale * static_cast<float>(low);
  out.scaled_sums16[2 * group + 1] = scale * static_cast<float>(high);
  out.scaled_sums32[group] = scale * static_cast<float>(low + high);
}

template <Lanes L>
void prepare_int8(const F32Chunk& x, Int8Chunk& out) {
  for (int group = 0; group < kChunk / 32; ++group) quantise_group<L>(x.values + 32 * group, group, out);
}

}  // namespace llada::simd
