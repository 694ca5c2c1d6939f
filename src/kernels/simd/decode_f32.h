// A panel's chunk of any format -> f32 weights [input][output], as the f32 products read them. Exact:
// equals formats/quant.h to the last bit.
#pragma once

#include "kernels/simd/decode_blocks256.h"

namespace llada::simd {

// Bytes of a whole chunk of 16 outputs.
template <class Format>
constexpr std::size_t kGroupBytes = std::size_t{Format::kBytes} * kLanes;
template <class Format>
constexpr std::size_t kChunkBytes = kGroupBytes<Format> * (kChunk / Format::kBlock);

// visit(block's bytes, its first input) for the blocks of a chunk; `inputs` is a multiple of the block.
template <class Format, class Visit>
[[gnu::always_inline]] inline void for_blocks(const std::uint8_t* chunk, int inputs, Visit visit) {
  for (int k = 0; k < inputs; k += Format::kBlock, chunk += kGroupBytes<Format>) {
    visit(chunk, static_cast<unsigned>(k));
  }
}

// A chunk of a quantised format. The next chunk is fetched meanwhile: the hardware's own prefetch
// reached 8.7 GB/s of 14.7 with one row and 4-bit weights, this 11.5 (two or three chunks ahead gave the
// same).
template <Lanes L, class Format>
void decode_codes(const std::uint8_t* panel, int chunk, int inputs, CodeChunk& out) {
  const std::uint8_t* in = panel + static_cast<std::size_t>(chunk) * kChunkBytes<Format>;
  for (std::size_t at = 0; at < kChunkBytes<Format>; at += 64) {
    L::prefetch(in + kChunkBytes<Format> + at);
  }
  for_blocks<Format>(in, inputs, [&out](const std::uint8_t* block, unsigned first) {
    Format::scales(block, out.by_group, first);
    Format::codes(block, first, [&out](unsigned k, auto codes) { L::store_bits(out.codes[k / 4], codes); });
  });
}

template <Lanes L, int Byte>
typename L::F32 byte_as_f32(typename L::I32 codes) {
  const auto moved = L::template shift_right<8 * Byte>(codes);
  return L::to_f32(Byte == 3 ? moved : L::and_bits(moved, L::set1_i32(0xff)));
}

// (code - offset) * scale + min = fma(code, scale, min - offset * scale), and the products are exact: a
// code has at most 8 bits, a scale 11 + 8, an f32 24 + guard; one rounding is left, as in the format's
// definition.
template <Lanes L, class Format>
void expand_codes(const CodeChunk& in, int inputs, float* weights) {
  for (int k = 0; k < inputs; k += 4) {
    const int group = k / Format::kGroup;
    const auto scale = L::load(in.by_group.scales[group]);
    const auto base = Format::kHasMin ? L::load(in.by_group.mins[group])
                                      : L::mul(scale, L::set1(-static_cast<float>(Format::kOffset)));
    const auto codes = L::load_bits(&in.codes[k / 4][0][0]);
    float* out = weights + k * kLanes;
    L::store(out, L::fma(byte_as_f32<L, 0>(codes), scale, base));
    L::store(out + kLanes, L::fma(byte_as_f32<L, 1>(codes), scale, base));
    L::store(out + 2 * kLanes, L::fma(byte_as_f32<L, 2>(codes), scale, base));
    L::store(out + 3 * kLanes, L::fma(byte_as_f32<L, 3>(codes), scale, base));
  }
}

// A Source turns a panel's chunk into f32 weights, in `scratch` or where they lie.
template <Lanes L, class Format>
struct QuantisedSource {
  static const float* chunk(const std::uint8_t* panel, int chunk, int inputs, float* scratch) {
    CodeChunk codes;
    decode_codes<L, Format>(panel, chunk, inputs, codes);
    expand_codes<L, Format>(codes, inputs, scratch);
    return scratch;
  }
};

template <Lanes L>
struct F32Source {
  static const float* chunk(const std::uint8_t* panel, int chunk, int, float*) {
    return reinterpret_cast<const float*>(panel) + static_cast<std::ptrdiff_t>(chunk) * kChunk * kLanes;
  }
};

template <Lanes L>
struct F16Source {
  static const float* chunk(const std::uint8_t* panel, int chunk, int inputs, float* scratch) {
    const std::uint8_t* in = panel + static_cast<std::size_t>(chunk) * kChunk * kLanes * 2;
    for (int k = 0; k < inputs; ++k, in += 2 * kLanes) L::store(scratch + k * kLanes, L::load_f16(in));
    return scratch;
  }
};

template <Lanes L>
struct BF16Source {
  static const float* chunk(const std::uint8_t* panel, int chunk, int inputs, float* scratch) {
    const std::uint8_t* in = panel + static_cast<std::size_t>(chunk) * kChunk * kLanes * 2;
    for (int k = 0; k < inputs; ++k, in += 2 * kLanes) {
      L::store(scratch + k * kLanes, L::as_f32(L::template shift_left<16>(L::load_u16(in))));
    }
    return scratch;
  }
};

}  // namespace llada::simd
