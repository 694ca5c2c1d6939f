// The lane layout of 16 source blocks, one per output of a panel: bytes of the blocks are permuted, none
// is added or lost, so that one vector register holds the same piece of all 16 outputs and no kernel
// needs to transpose or sum across lanes. Not here: what the bytes mean (formats/quant.h) and the vector
// code that reads them (simd/).
//
// A block is a row of fields (scales, minima, codes), each a row of units of 1, 2 or 4 bytes. Fields
// keep their order; unit u of a field is stored for output 0, 1, ... 15, then unit u + 1. Codes have
// units of 4 bytes: a 4 x int8 dot product takes one unit per 32-bit lane.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "formats/tensor_type.h"

namespace llada {

struct BlockField {
  std::uint16_t offset;  // of the field in a source block, bytes
  std::uint16_t bytes;
  std::uint8_t unit;     // bytes that stay together
};

// The fields of one source block, in order, without gaps.
[[nodiscard]] std::span<const BlockField> block_fields(TensorType type);

// blocks: the source blocks of a panel's 16 outputs; out: 16 * block_bytes.
void interleave_blocks(TensorType type, std::span<const std::byte* const, 16> blocks, std::byte* out);

// The inverse for one output: block is block_bytes long.
void extract_block(TensorType type, const std::byte* interleaved, int output, std::byte* block);

}  // namespace llada
