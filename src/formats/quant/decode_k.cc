// Super-blocks of 256 elements with scales of their own for each 16 or 32 of them.
#include "formats/quant/block_codecs.h"
#include "formats/quant/iq4_codebook.h"

namespace llada::quant {
namespace {

constexpr int kSuperBlock = 256;

// Two-bit code of element e as Q2_K and Q3_K store it: each byte holds four elements 32 apart.
int two_bit_code(const std::uint8_t* codes, int e) {
  return codes[32 * (e / 128) + e % 32] >> (2 * (e % 128 / 32)) & 3;
}

// Four-bit code of element e as Q4_K and Q5_K store it: each byte holds two elements 32 apart.
int four_bit_code(const std::uint8_t* codes, int e) {
  const std::uint8_t byte = codes[32 * (e / 64) + e % 32];
  return e % 64 < 32 ? byte & 15 : byte >> 4;
}

// Six-bit signed scale `j` of 16, packed in the 12 bytes of Q3_K.
int q3_k_scale(const std::uint8_t* packed, int j) {
  const int low = (j < 8 ? packed[j] : packed[j - 8] >> 4) & 15;
  const int high = packed[8 + j % 4] >> (2 * (j / 4)) & 3;
  return low + 16 * high - 32;
}

int q6_k_code(const std::uint8_t* low_bits, const std::uint8_t* high_bits, int e) {
  const int half = e / 128, group = e % 128 / 32, lane = e % 32;
  const std::uint8_t low = low_bits[64 * half + lane + 32 * (group & 1)];
  const int high = high_bits[32 * half + lane] >> (2 * group) & 3;
  return (group < 2 ? low & 15 : low >> 4) + 16 * high;
}

}  // namespace

ScaleMin unpack_scale_min(const std::uint8_t* packed, int pair) {
  if (pair < 4) return {packed[pair] & 63, packed[pair + 4] & 63};
  return {(packed[pair + 4] & 15) + 16 * (packed[pair - 4] >> 6),
          (packed[pair + 4] >> 4) + 16 * (packed[pair] >> 6)};
}

// Layout: 16 bytes of 4-bit scale and minimum, 64 of codes, d, dmin.
void decode_q2_k(const std::uint8_t* block, float* values) {
  const float d = load_f16(block + 80);
  const float dmin = load_f16(block + 82);
  for (int e = 0; e < kSuperBlock; ++e) {
    const std::uint8_t packed = block[e / 16];
    const float scale = d * static_cast<float>(packed & 15);
    const float min = dmin * static_cast<float>(packed >> 4);
    values[e] = scale * static_cast<float>(two_bit_code(block + 16, e)) - min;
  }
}

// Layout: 32 bytes of high bits, 64 of low codes, 12 of scales, d.
void decode_q3_k(const std::uint8_t* block, float* values) {
  const float d = load_f16(block + 108);
  for (int e = 0; e < kSuperBlock; ++e) {
    const bool high = block[e % 32] >> (e / 32) & 1;
    const float scale = d * static_cast<float>(q3_k_scale(block + 96, e / 16));
    values[e] = scale * static_cast<float>(two_bit_code(block + 32, e) - (high ? 0 : 4));
  }
}

// Layout: d, dmin, 12 bytes of scales and minima, 128 of codes.
void decode_q4_k(const std::uint8_t* block, float* values) {
  const float d = load_f16(block);
  const float dmin = load_f16(block + 2);
  for (int e = 0; e < kSuperBlock; ++e) {
    const ScaleMin s = unpack_scale_min(block + 4, e / 32);
    const float scale = d * static_cast<float>(s.scale);
    const float min = dmin * static_cast<float>(s.min);
    values[e] = scale * static_cast<float>(four_bit_code(block + 16, e)) - min;
  }
}

// Layout: d, dmin, 12 bytes of scales and minima, 32 of high bits, 128 of low codes.
void decode_q5_k(const std::uint8_t* block, float* values) {
  const float d = load_f16(block);
  const float dmin = load_f16(block + 2);
  for (int e = 0; e < kSuperBlock; ++e) {
    const ScaleMin s = unpack_scale_min(block + 4, e / 32);
    const int high = (block[16 + e % 32] >> (e / 32) & 1) << 4;
    const float scale = d * static_cast<float>(s.scale);
    const float min = dmin * static_cast<float>(s.min);
    values[e] = scale * static_cast<float>(four_bit_code(block + 48, e) | high) - min;
  }
}

// Layout: 128 bytes of low codes, 64 of high bits, 16 signed scales, d.
void decode_q6_k(const std::uint8_t* block, float* values) {
  const float d = load_f16(block + 208);
  for (int e = 0; e < kSuperBlock; ++e) {
    const auto scale = static_cast<std::int8_t>(block[192 + e / 16]);
    const int code = q6_k_code(block, block + 128, e);
    values[e] = d * static_cast<float>(scale) * static_cast<float>(code - 32);
  }
}

// Layout: d, 16 bits with the high parts of eight scales, 4 bytes with their low parts, 128 of
// codes.
void decode_iq4_xs(const std::uint8_t* block, float* values) {
  const float d = load_f16(block);
  const std::uint16_t high_parts = load_u16(block + 2);
  for (int e = 0; e < kSuperBlock; ++e) {
    const int part = e / 32;
    const int low = block[4 + part / 2] >> (4 * (part % 2)) & 15;
    const int high = high_parts >> (2 * part) & 3;
    const std::uint8_t byte = block[8 + 16 * part + e % 16];
    const std::size_t code = e % 32 < 16 ? byte & 15u : byte >> 4;
    values[e] = d * static_cast<float>(low + 16 * high - 32) * kIq4Codebook[code];
  }
}

}  // namespace llada::quant
