// Lane-layout K blocks (256 inputs, one chunk) -> codes, scales and minima; the 256-input companion of
// decode_blocks32.h. Field offsets are the source block's times 16 outputs.
#pragma once

#include "kernels/simd/decode_blocks32.h"

namespace llada::simd {

inline constexpr int kLowPairs = 0x03030303;

static constexpr std::size_t unit(unsigned index) { return kUnitBytes * index; }

// --- the 6-bit scales and minima of Q4_K and Q5_K: 12 bytes s per output, here [12][16] ---
// j < 4: scale = s[j] & 63, min = s[j + 4] & 63
// j >= 4: scale = (s[j + 4] & 15) + 16 (s[j - 4] >> 6), min = (s[j + 4] >> 4) + 16 (s[j] >> 6)
template <Lanes L>
struct SixBitPairs {
  const std::uint8_t* bytes;

  typename L::I32 at(int index) const { return L::load_u8(bytes + kLanes * index); }
  typename L::I32 low_six(int index) const { return L::and_bits(at(index), L::set1_i32(63)); }
  typename L::I32 top_two(int index) const {
    return L::template shift_left<4>(L::template shift_right<6>(at(index)));
  }
  typename L::I32 scale(int j) const {
    if (j < 4) return low_six(j);
    return L::or_bits(L::and_bits(at(j + 4), L::set1_i32(15)), top_two(j - 4));
  }
  typename L::I32 min(int j) const {
    if (j < 4) return low_six(j + 4);
    return L::or_bits(L::template shift_right<4>(at(j + 4)), top_two(j));
  }
};

// in: d [16] f16, dmin [16] f16, s [12][16]
template <Lanes L>
void scales_with_minima(const std::uint8_t* in, CodeScales& out) {
  const auto d = L::load_f16(in);
  const auto negative_dmin = L::sub(L::set1(0.0f), L::load_f16(in + 32));
  const SixBitPairs<L> pairs{in + 64};
  for (int j = 0; j < 8; ++j) {
    L::store(out.scales[j], L::mul(d, L::to_f32(pairs.scale(j))));
    L::store(out.mins[j], L::mul(negative_dmin, L::to_f32(pairs.min(j))));
  }
}

// Chunk c of 64: byte l of 32 holds element 64c + l (low nibble) and 64c + 32 + l (high).
template <Lanes L>
struct LaneQ4_K {
  static constexpr int kBlock = 256, kBytes = 144, kGroup = 32, kOffset = 0;
  static constexpr int kSmallestCode = 0, kLargestCode = 15;
  static constexpr bool kHasMin = true;
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned) {
    scales_with_minima<L>(in, out);
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned, Sink sink) {
    const auto mask = L::set1_i32(kLowNibbles);
    for (unsigned index = 0; index < 32; ++index) {
      const auto bytes = L::load_bits(in + 256 + unit(index));
      const unsigned k = 64 * (index / 8) + 4 * (index % 8);
      sink(k, L::and_bits(bytes, mask));
      sink(k + 32, L::and_bits(L::template shift_right<4>(bytes), mask));
    }
  }
};

// As Q4_K, plus 16 * (bit e / 32 of high[e % 32]).
template <Lanes L>
struct LaneQ5_K {
  static constexpr int kBlock = 256, kBytes = 176, kGroup = 32, kOffset = 0;
  static constexpr int kSmallestCode = 0, kLargestCode = 31;
  static constexpr bool kHasMin = true;

  static typename L::I32 fifth(typename L::I32 bits) {
    return L::template shift_left<4>(L::and_bits(bits, L::set1_i32(kLowBits)));
  }
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned) {
    scales_with_minima<L>(in, out);
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned, Sink sink) {
    const auto mask = L::set1_i32(kLowNibbles);
    for (unsigned column = 0; column < 8; ++column) {
      auto bits = L::load_bits(in + 256 + unit(column));
      for (unsigned c = 0; c < 4; ++c) {
        const auto bytes = L::load_bits(in + 768 + unit(8 * c + column));
        const unsigned k = 64 * c + 4 * column;
        sink(k, L::or_bits(L::and_bits(bytes, mask), fifth(bits)));
        bits = L::template shift_right<1>(bits);
        const auto high = L::and_bits(L::template shift_right<4>(bytes), mask);
        sink(k + 32, L::or_bits(high, fifth(bits)));
        bits = L::template shift_right<1>(bits);
      }
    }
  }
};

// Half n of 128, quarter g of 32: low nibbles (g < 2) or high (g >= 2) of low[64n + 32(g & 1) + l], two
// more bits from high[32n + l] >> 2g; i8 scales per 16.
template <Lanes L>
struct LaneQ6_K {
  static constexpr int kBlock = 256, kBytes = 210, kGroup = 16, kOffset = 32;
  static constexpr int kSmallestCode = 0, kLargestCode = 63;
  static constexpr bool kHasMin = false;

  static typename L::I32 top(typename L::I32 bits) {
    return L::template shift_left<4>(L::and_bits(bits, L::set1_i32(kLowPairs)));
  }
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned) {
    const auto d = L::load_f16(in + 208 * kLanes);
    for (int group = 0; group < 16; ++group) {
      const auto scale = L::load_i8(in + 192 * kLanes + kLanes * group);
      L::store(out.scales[group], L::mul(d, L::to_f32(scale)));
    }
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned, Sink sink) {
    const auto mask = L::set1_i32(kLowNibbles);
    for (unsigned index = 0; index < 16; ++index) {
      const unsigned n = index / 8, column = index % 8;
      const auto a = L::load_bits(in + unit(16 * n + column));
      const auto b = L::load_bits(in + unit(16 * n + 8 + column));
      const auto high = L::load_bits(in + 128 * kLanes + unit(index));
      const unsigned k = 128 * n + 4 * column;
      sink(k, L::or_bits(L::and_bits(a, mask), top(high)));
      sink(k + 32, L::or_bits(L::and_bits(b, mask), top(L::template shift_right<2>(high))));
      sink(k + 64, L::or_bits(L::and_bits(L::template shift_right<4>(a), mask),
                                             top(L::template shift_right<4>(high))));
      sink(k + 96, L::or_bits(L::and_bits(L::template shift_right<4>(b), mask),
                                             top(L::template shift_right<6>(high))));
    }
  }
};

// Half n of 128, quarter g of 32: two bits of codes[32n + l] >> 2g; visit(codes, n, g, column).
template <Lanes L, class Visit>
void two_bit_codes(const std::uint8_t* in, Visit visit) {
  for (unsigned index = 0; index < 16; ++index) {
    auto bytes = L::load_bits(in + unit(index));
    for (unsigned g = 0; g < 4; ++g) {
      visit(L::and_bits(bytes, L::set1_i32(kLowPairs)), index / 8, g, index % 8);
      bytes = L::template shift_right<2>(bytes);
    }
  }
}

// Per 16 inputs one byte: scale in the low nibble, minimum in the high.
template <Lanes L>
struct LaneQ2_K {
  static constexpr int kBlock = 256, kBytes = 84, kGroup = 16, kOffset = 0;
  static constexpr int kSmallestCode = 0, kLargestCode = 3;
  static constexpr bool kHasMin = true;
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned) {
    const auto d = L::load_f16(in + 80 * kLanes);
    const auto negative_dmin = L::sub(L::set1(0.0f), L::load_f16(in + 82 * kLanes));
    for (int group = 0; group < 16; ++group) {
      const auto pair = L::load_u8(in + kLanes * group);
      const auto scale = L::and_bits(pair, L::set1_i32(15));
      L::store(out.scales[group], L::mul(d, L::to_f32(scale)));
      L::store(out.mins[group], L::mul(negative_dmin, L::to_f32(L::template shift_right<4>(pair))));
    }
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned, Sink sink) {
    two_bit_codes<L>(in + 16 * kLanes, [&](auto codes, unsigned n, unsigned g, unsigned column) {
      sink(128 * n + 32 * g + 4 * column, codes);
    });
  }
};

// Q2_K's codes, plus 4 * (bit e / 32 of hmask[e % 32]); code - 4. Six-bit scales, less 32, from 12
// bytes t: low = (j < 8 ? t[j] : t[j - 8] >> 4) & 15, high = (t[8 + j % 4] >> 2 (j / 4)) & 3.
template <Lanes L>
struct LaneQ3_K {
  static constexpr int kBlock = 256, kBytes = 110, kGroup = 16, kOffset = 4;
  static constexpr int kSmallestCode = 0, kLargestCode = 7;
  static constexpr bool kHasMin = false;

  // Pairs of bits j = 0..3 of each byte of the last four, for groups 4j + byte.
  static typename L::I32 high_pair(typename L::I32 byte, int j) {
    for (int step = 0; step < j; ++step) byte = L::template shift_right<2>(byte);
    return L::template shift_left<4>(L::and_bits(byte, L::set1_i32(3)));
  }
  static typename L::I32 scale(const std::uint8_t* t, int j) {
    const auto byte = L::load_u8(t + kLanes * (j % 8));
    const auto low = j < 8 ? L::and_bits(byte, L::set1_i32(15)) : L::template shift_right<4>(byte);
    const auto high = high_pair(L::load_u8(t + kLanes * (8 + j % 4)), j / 4);
    return L::sub_i32(L::or_bits(low, high), L::set1_i32(32));
  }
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned) {
    const auto d = L::load_f16(in + 108 * kLanes);
    for (int j = 0; j < 16; ++j) {
      L::store(out.scales[j], L::mul(d, L::to_f32(scale(in + 96 * kLanes, j))));
    }
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned, Sink sink) {
    typename L::I32 masks[8];
    for (unsigned column = 0; column < 8; ++column) masks[column] = L::load_bits(in + unit(column));
    two_bit_codes<L>(in + 32 * kLanes, [&](auto codes, unsigned n, unsigned g, unsigned column) {
      const auto third = L::template shift_left<2>(L::and_bits(masks[column], L::set1_i32(kLowBits)));
      masks[column] = L::template shift_right<1>(masks[column]);
      sink(128 * n + 32 * g + 4 * column, L::or_bits(codes, third));
    });
  }
};

// Blocks b of 32 split nibbles with IQ4_NL's levels; scale = d * (ls - 32), ls = nibble b of `low`
// plus 16 * (pair b of the 16-bit `high`).
template <Lanes L>
struct LaneIQ4_XS {
  static constexpr int kBlock = 256, kBytes = 136, kGroup = 32, kOffset = 128;
  static constexpr int kSmallestCode = 1, kLargestCode = 241;
  static constexpr bool kHasMin = false;
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned) {
    const auto d = L::load_f16(in);
    auto high = L::load_u16(in + 32);
    for (unsigned b = 0; b < 8; ++b) {
      const auto pair = L::load_u8(in + 64 + kLanes * (b / 2));
      const auto low = b % 2 == 0 ? L::and_bits(pair, L::set1_i32(15)) : L::template shift_right<4>(pair);
      const auto top = L::template shift_left<4>(L::and_bits(high, L::set1_i32(3)));
      high = L::template shift_right<2>(high);
      const auto scale = L::sub_i32(L::or_bits(low, top), L::set1_i32(32));
      L::store(out.scales[b], L::mul(d, L::to_f32(scale)));
    }
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned, Sink sink) {
    for (unsigned b = 0; b < 8; ++b) {
      split_nibbles<L>(in + 128 + unit(4 * b), 32 * b, sink,
                       [](auto nibbles, unsigned) { return L::lookup(kIq4Codes, nibbles); });
    }
  }
};

}  // namespace llada::simd
