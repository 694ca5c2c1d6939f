// Plain numbers and blocks of 32 elements.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <span>

#include "formats/quant/block_codecs.h"
#include "formats/quant/scale_search.h"

namespace llada::quant {

void encode_f32(const float* values, std::uint8_t* block) {
  store_u32(block, std::bit_cast<std::uint32_t>(values[0]));
}

void encode_f16(const float* values, std::uint8_t* block) {
  store_u16(block, f32_to_f16(values[0]));
}

void encode_bf16(const float* values, std::uint8_t* block) {
  store_u16(block, f32_to_bf16(values[0]));
}

void encode_q8_0(const float* values, std::uint8_t* block) {
  float peak = 0;
  for (int j = 0; j < 32; ++j) peak = std::max(peak, std::abs(values[j]));
  const float scale = store_f16(block, peak / 127.0f);
  std::array<float, 32> codes;
  round_to_codes({values, 32}, scale, 0, {-127, 127}, codes);
  for (std::size_t j = 0; j < 32; ++j) {
    block[2 + j] = static_cast<std::uint8_t>(static_cast<std::int8_t>(codes[j]));
  }
}

void encode_q4_0(const float* values, std::uint8_t* block) {
  constexpr CodeRange kRange{-8, 7};
  const float scale = store_f16(block, best_scale({values, 32}, kRange));
  std::array<float, 32> codes;
  round_to_codes({values, 32}, scale, 0, kRange, codes);
  for (std::size_t j = 0; j < 16; ++j) {
    const int low = static_cast<int>(codes[j]) + 8;
    const int high = static_cast<int>(codes[j + 16]) + 8;
    block[2 + j] = static_cast<std::uint8_t>(low | high << 4);
  }
}

}  // namespace llada::quant
