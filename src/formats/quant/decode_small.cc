// Plain numbers and blocks of 32 elements.
#include <array>
#include <bit>
#include <cmath>

#include "formats/quant/block_codecs.h"
#include "formats/quant/iq4_codebook.h"

namespace llada::quant {
namespace {

// "Split nibbles": byte j holds the code of element j (low half) and of element j + 16 (high half).
// value(code, element) gives the decoded number.
template <class Value>
void decode_split_nibbles(const std::uint8_t* nibbles, float* values, Value value) {
  for (int j = 0; j < 16; ++j) {
    values[j] = value(nibbles[j] & 15, j);
    values[j + 16] = value(nibbles[j] >> 4, j + 16);
  }
}

// E2M1 codes of MXFP4, doubled so that they are integers.
constexpr std::array<float, 16> kMxfp4Doubled{0, 1,  2,  3,  4,  6,  8,  12,
                                              0, -1, -2, -3, -4, -6, -8, -12};

}  // namespace

void decode_f32(const std::uint8_t* block, float* values) {
  values[0] = std::bit_cast<float>(load_u32(block));
}

void decode_f16(const std::uint8_t* block, float* values) { values[0] = load_f16(block); }

void decode_bf16(const std::uint8_t* block, float* values) {
  values[0] = bf16_to_f32(load_u16(block));
}

void decode_q8_0(const std::uint8_t* block, float* values) {
  const float scale = load_f16(block);
  for (int j = 0; j < 32; ++j) {
    values[j] = scale * static_cast<float>(static_cast<std::int8_t>(block[2 + j]));
  }
}

void decode_q4_0(const std::uint8_t* block, float* values) {
  const float scale = load_f16(block);
  decode_split_nibbles(block + 2, values,
                       [&](int code, int) { return scale * static_cast<float>(code - 8); });
}

void decode_q4_1(const std::uint8_t* block, float* values) {
  const float scale = load_f16(block);
  const float min = load_f16(block + 2);
  decode_split_nibbles(block + 4, values,
                       [&](int code, int) { return scale * static_cast<float>(code) + min; });
}

void decode_q5_0(const std::uint8_t* block, float* values) {
  const float scale = load_f16(block);
  const std::uint32_t high = load_u32(block + 2);
  decode_split_nibbles(block + 6, values, [&](int code, int element) {
    const int top = static_cast<int>(high >> element & 1u) << 4;
    return scale * static_cast<float>((code | top) - 16);
  });
}

void decode_q5_1(const std::uint8_t* block, float* values) {
  const float scale = load_f16(block);
  const float min = load_f16(block + 2);
  const std::uint32_t high = load_u32(block + 4);
  decode_split_nibbles(block + 8, values, [&](int code, int element) {
    const int top = static_cast<int>(high >> element & 1u) << 4;
    return scale * static_cast<float>(code | top) + min;
  });
}

void decode_iq4_nl(const std::uint8_t* block, float* values) {
  const float scale = load_f16(block);
  decode_split_nibbles(block + 2, values, [&](int code, int) {
    return scale * kIq4Codebook[static_cast<std::size_t>(code)];
  });
}

void decode_mxfp4(const std::uint8_t* block, float* values) {
  const float half_scale = std::ldexp(1.0f, block[0] - 128);  // exact, also where subnormal
  decode_split_nibbles(block + 1, values, [&](int code, int) {
    return half_scale * kMxfp4Doubled[static_cast<std::size_t>(code)];
  });
}

}  // namespace llada::quant
