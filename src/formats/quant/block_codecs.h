// One block of each type <-> its values. Internal to formats/quant.h, which walks the blocks and
// checks sizes. `block` and `values` always hold exactly one block: traits(type).block_bytes bytes
// and traits(type).block_elements values. Layouts are those of the GGUF block types; multi-byte
// fields are little-endian.
#pragma once

#include <cstdint>

#include "base/half.h"

namespace llada::quant {

using DecodeBlock = void (*)(const std::uint8_t* block, float* values);
using EncodeBlock = void (*)(const float* values, std::uint8_t* block);

inline std::uint16_t load_u16(const std::uint8_t* bytes) {
  return static_cast<std::uint16_t>(bytes[0] | bytes[1] << 8);
}
inline std::uint32_t load_u32(const std::uint8_t* bytes) {
  return load_u16(bytes) | static_cast<std::uint32_t>(load_u16(bytes + 2)) << 16;
}
inline float load_f16(const std::uint8_t* bytes) { return f16_to_f32(load_u16(bytes)); }

inline void store_u16(std::uint8_t* bytes, std::uint16_t value) {
  bytes[0] = static_cast<std::uint8_t>(value);
  bytes[1] = static_cast<std::uint8_t>(value >> 8);
}

inline void store_u32(std::uint8_t* bytes, std::uint32_t value) {
  store_u16(bytes, static_cast<std::uint16_t>(value));
  store_u16(bytes + 2, static_cast<std::uint16_t>(value >> 16));
}
// Stores `value` rounded to f16 and returns what will be read back.
inline float store_f16(std::uint8_t* bytes, float value) {
  const std::uint16_t half = f32_to_f16(value);
  store_u16(bytes, half);
  return f16_to_f32(half);
}

// A scale and a minimum of 6 bits each; 8 pairs are packed in the 12 bytes of Q4_K and Q5_K.
struct ScaleMin {
  int scale;
  int min;
};
ScaleMin unpack_scale_min(const std::uint8_t* packed, int pair);

void decode_f32(const std::uint8_t* block, float* values);
void decode_f16(const std::uint8_t* block, float* values);
void decode_bf16(const std::uint8_t* block, float* values);
void decode_q8_0(const std::uint8_t* block, float* values);
void decode_q4_0(const std::uint8_t* block, float* values);
void decode_q4_1(const std::uint8_t* block, float* values);
void decode_q5_0(const std::uint8_t* block, float* values);
void decode_q5_1(const std::uint8_t* block, float* values);
void decode_iq4_nl(const std::uint8_t* block, float* values);
void decode_mxfp4(const std::uint8_t* block, float* values);
void decode_q2_k(const std::uint8_t* block, float* values);
void decode_q3_k(const std::uint8_t* block, float* values);
void decode_q4_k(const std::uint8_t* block, float* values);
void decode_q5_k(const std::uint8_t* block, float* values);
void decode_q6_k(const std::uint8_t* block, float* values);
void decode_iq4_xs(const std::uint8_t* block, float* values);

// Values are finite; for all but f32 and bf16 no larger than kF16Max, so that every scale fits f16.
inline constexpr float kF16Max = 65504.0f;
void encode_f32(const float* values, std::uint8_t* block);
void encode_f16(const float* values, std::uint8_t* block);
void encode_bf16(const float* values, std::uint8_t* block);
void encode_q8_0(const float* values, std::uint8_t* block);
void encode_q4_0(const float* values, std::uint8_t* block);
void encode_q4_k(const float* values, std::uint8_t* block);
void encode_q6_k(const float* values, std::uint8_t* block);

}  // namespace llada::quant
