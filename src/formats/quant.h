// Bytes <-> numbers for every block type of specs: scalar, readable, bit-exact with the format's
// definition. Kernels bring their own fast forms and are tested against these.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "formats/tensor_type.h"

namespace llada {

// Decodes whole blocks. `blocks` holds exactly bytes_of(type, values.size()) bytes (checked by callers
// that read files); values.size() is a multiple of the type's block.
void decode_blocks(TensorType type, std::span<const std::byte> blocks, std::span<float> values);

// Encodes whole blocks (F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q6_K; round to nearest, no importance matrix).
// Error: kUnsupported for other types, kFormat when a value is not finite.
Status encode_blocks(TensorType type, std::span<const float> values, std::span<std::byte> blocks);

// 32 elements of a 4-bit type: value = scale * code + min.
struct QuantGroup {
  float scale = 0;
  float min = 0;
  std::array<std::uint8_t, 32> codes{};  // 0..15, in the order of the elements
};

// Groups in a block of Q4_0, Q4_1 (1) or Q4_K (8); 0 for any other type.
[[nodiscard]] int quant_groups(TensorType type);

// The groups of one block; groups.size() == quant_groups(type) > 0.
void split_block(TensorType type, const std::byte* block, std::span<QuantGroup> groups);

}  // namespace llada
