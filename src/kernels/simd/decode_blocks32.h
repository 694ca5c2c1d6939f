// Lane-layout blocks of 32 inputs -> codes, scales and minima. One struct per format; the layouts are
// those of formats/quant.h after lane_layout.h's permutation. `in` is one block of 16 outputs, `k` the
// block's first input within the chunk. weight = scale * (code - kOffset) + min, with one scale and (if
// kHasMin) minimum per kGroup inputs. `sink(k, codes)` takes the codes of inputs k .. k + 3.
#pragma once

#include "kernels/simd/chunks.h"

namespace llada::simd {

inline constexpr int kLowNibbles = 0x0f0f0f0f;
inline constexpr int kLowBits = 0x01010101;
inline constexpr std::size_t kUnitBytes = 64;  // 4 bytes of 16 outputs

// Bits 0..3 of each lane -> bit 0 of the lane's bytes 0..3.
template <Lanes L>
typename L::I32 spread_bits(typename L::I32 bits) {
  const auto low = L::and_bits(bits, L::set1_i32(0xf));
  const auto pair = L::or_bits(low, L::template shift_left<7>(low));
  const auto all = L::or_bits(pair, L::template shift_left<14>(pair));
  return L::and_bits(all, L::set1_i32(kLowBits));
}

// Byte j of a block holds element j (low nibble) and j + 16 (high): `map` turns nibbles into codes.
template <Lanes L, class Sink, class Map>
[[gnu::always_inline]] inline void split_nibbles(const std::uint8_t* in, unsigned k, Sink sink, Map map) {
  const auto mask = L::set1_i32(kLowNibbles);
#pragma GCC unroll 4
  for (unsigned j = 0; j < 16; j += 4) {
    const auto bytes = L::load_bits(in + kUnitBytes * (j / 4));
    sink(k + j, map(L::and_bits(bytes, mask), j));
    const auto high = L::and_bits(L::template shift_right<4>(bytes), mask);
    sink(k + j + 16, map(high, j + 16));
  }
}

template <Lanes L>
void scale32(CodeScales& out, unsigned k, typename L::F32 scale) {
  L::store(out.scales[k / 32], scale);
}

template <Lanes L>
struct LaneQ8_0 {
  static constexpr int kBlock = 32, kBytes = 34, kGroup = 32, kOffset = 128;
  static constexpr int kSmallestCode = 0, kLargestCode = 255;
  static constexpr bool kHasMin = false;
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned k) {
    scale32<L>(out, k, L::load_f16(in));
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned k, Sink sink) {
    const auto flip = L::set1_i32(static_cast<int>(0x80808080u));
#pragma GCC unroll 8
    for (unsigned j = 0; j < 32; j += 4) {
      sink(k + j, L::xor_bits(L::load_bits(in + 32 + kUnitBytes * (j / 4)), flip));
    }
  }
};

template <Lanes L>
struct LaneQ4_0 {
  static constexpr int kBlock = 32, kBytes = 18, kGroup = 32, kOffset = 8;
  static constexpr int kSmallestCode = 0, kLargestCode = 15;
  static constexpr bool kHasMin = false;
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned k) {
    scale32<L>(out, k, L::load_f16(in));
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned k, Sink sink) {
    split_nibbles<L>(in + 32, k, sink, [](auto nibbles, unsigned) { return nibbles; });
  }
};

template <Lanes L>
struct LaneQ4_1 {
  static constexpr int kBlock = 32, kBytes = 20, kGroup = 32, kOffset = 0;
  static constexpr int kSmallestCode = 0, kLargestCode = 15;
  static constexpr bool kHasMin = true;
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned k) {
    scale32<L>(out, k, L::load_f16(in));
    L::store(out.mins[k / 32], L::load_f16(in + 32));
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned k, Sink sink) {
    split_nibbles<L>(in + 64, k, sink, [](auto nibbles, unsigned) { return nibbles; });
  }
};

// The 32 fifth bits of a block, one word per output; element e's is bit e.
template <Lanes L, class Sink>
[[gnu::always_inline]] inline void five_bits(const std::uint8_t* high_bits, const std::uint8_t* nibbles,
                                             unsigned k, Sink sink) {
  auto low_half = L::load_bits(high_bits);
  auto high_half = L::template shift_right<16>(low_half);
  split_nibbles<L>(nibbles, k, sink, [&](auto nibble, unsigned j) {
    auto& bits = j < 16 ? low_half : high_half;
    const auto fifth = L::template shift_left<4>(spread_bits<L>(bits));
    bits = L::template shift_right<4>(bits);
    return L::or_bits(nibble, fifth);
  });
}

template <Lanes L>
struct LaneQ5_0 {
  static constexpr int kBlock = 32, kBytes = 22, kGroup = 32, kOffset = 16;
  static constexpr int kSmallestCode = 0, kLargestCode = 31;
  static constexpr bool kHasMin = false;
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned k) {
    scale32<L>(out, k, L::load_f16(in));
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned k, Sink sink) {
    five_bits<L>(in + 32, in + 96, k, sink);
  }
};

template <Lanes L>
struct LaneQ5_1 {
  static constexpr int kBlock = 32, kBytes = 24, kGroup = 32, kOffset = 0;
  static constexpr int kSmallestCode = 0, kLargestCode = 31;
  static constexpr bool kHasMin = true;
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned k) {
    scale32<L>(out, k, L::load_f16(in));
    L::store(out.mins[k / 32], L::load_f16(in + 32));
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned k, Sink sink) {
    five_bits<L>(in + 64, in + 128, k, sink);
  }
};

// IQ4_NL's levels -127 -104 -83 -65 -49 -35 -22 -10 1 13 25 38 53 69 89 113, plus 128.
alignas(16) inline constexpr std::uint8_t kIq4Codes[16] = {1,   24,  45,  63,  79,  93,  106, 118,
                                                           129, 141, 153, 166, 181, 197, 217, 241};
// MXFP4's levels 0 1 2 3 4 6 8 12 0 -1 -2 -3 -4 -6 -8 -12, plus 16.
alignas(16) inline constexpr std::uint8_t kMxfp4Codes[16] = {16, 17, 18, 19, 20, 22, 24, 28,
                                                             16, 15, 14, 13, 12, 10, 8,  4};

template <Lanes L>
struct LaneIQ4_NL {
  static constexpr int kBlock = 32, kBytes = 18, kGroup = 32, kOffset = 128;
  static constexpr int kSmallestCode = 1, kLargestCode = 241;
  static constexpr bool kHasMin = false;
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned k) {
    scale32<L>(out, k, L::load_f16(in));
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned k, Sink sink) {
    split_nibbles<L>(in + 32, k, sink, [](auto nibbles, unsigned) { return L::lookup(kIq4Codes, nibbles); });
  }
};

template <Lanes L>
struct LaneMXFP4 {
  static constexpr int kBlock = 32, kBytes = 17, kGroup = 32, kOffset = 16;
  static constexpr int kSmallestCode = 4, kLargestCode = 28;
  static constexpr bool kHasMin = false;

  // 2^(e - 128) as a product of two normal numbers, so that e = 0 and 1 come out subnormal.
  static typename L::F32 scale(const std::uint8_t* in) {
    const auto exponent = L::load_u8(in);
    const auto half = L::template shift_right<1>(exponent);
    return L::mul(power_of_two(half), power_of_two(L::sub_i32(exponent, half)));
  }
  // 2^(n - 64), 0 <= n <= 128
  static typename L::F32 power_of_two(typename L::I32 n) {
    return L::as_f32(L::template shift_left<23>(L::add_i32(n, L::set1_i32(127 - 64))));
  }
  static void scales(const std::uint8_t* in, CodeScales& out, unsigned k) {
    scale32<L>(out, k, scale(in));
  }
  template <class Sink>
  static void codes(const std::uint8_t* in, unsigned k, Sink sink) {
    split_nibbles<L>(in + 16, k, sink,
                     [](auto nibbles, unsigned) { return L::lookup(kMxfp4Codes, nibbles); });
  }
};

}  // namespace llada::simd
