// Softmax attention of one head in fixed point: keys and queries as fractions of a power of two, weights as
// 30-bit fractions of their sum. No float vectors needed (vector_float.h says where they would go).
#pragma once

#include <stdint.h>

namespace llada::dsp {

inline constexpr uint32_t kNoPosition = ~0u;
inline constexpr uint32_t kKeyBlock = 32;  // positions whose keys or values are converted at a time

// Extents in floats. Heads of `dim` values begin at the pointers.
struct HeadCall {
  const float* queries;  // [rows][query_stride]
  const float* keys;     // [positions][kv_stride]
  const float* values;
  const float* own_keys;  // [rows][kv_stride]
  const float* own_values;
  const uint32_t* replaced;  // [rows]: the position whose key and value a row's own ones replace, or kNoPosition
  float* output;             // [rows][query_stride]
  uint32_t query_stride;
  uint32_t kv_stride;
  uint32_t rows;
  uint32_t positions;
  uint32_t dim;
};

// Bytes of fast memory that a call with so many rows needs.
uint64_t attention_scratch(uint32_t rows, uint32_t positions, uint32_t dim);
// scratch: 128-byte aligned
void attend(const HeadCall& call, uint8_t* scratch);

}  // namespace llada::dsp
