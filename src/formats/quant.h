// Bytes <-> numbers for every block type of specs: scalar, readable, bit-exact with the format's
// definition. Kernels bring their own fast forms and are tested against these.
#pragma once

#include <cstddef>
#include <span>

#include "formats/tensor_type.h"

namespace llada {

// Decodes whole blocks. `blocks` holds exactly bytes_of(type, values.size()) bytes (checked by callers
// that read files); values.size() is a multiple of the type's block.
void decode_blocks(TensorType type, std::span<const std::byte> blocks, std::span<float> values);

// Encodes whole blocks (F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q6_K; round to nearest, no importance matrix).
// Error: kUnsupported for other types, kFormat when a value is not finite.
Status encode_blocks(TensorType type, std::span<const float> values, std::span<std::byte> blocks);

}  // namespace llada
