#include "kernels/chunk_groups.h"

#include <cmath>
#include <span>

namespace llada {

const std::byte* blocks_from(TensorType type, const std::byte* row, int input) {
  const TensorTypeTraits& format = traits(type);
  return row + static_cast<std::size_t>(input) / format.block_elements * format.block_bytes;
}

ChunkGroups read_groups(TensorType type, const std::byte* row, int first, int inputs) {
  const auto per_block = static_cast<std::size_t>(quant_groups(type));
  const auto count = static_cast<std::size_t>(inputs / kLayoutGroup);
  const std::byte* block = blocks_from(type, row, first);
  ChunkGroups out;
  for (std::size_t group = 0; group < count; group += per_block, block += traits(type).block_bytes) {
    split_block(type, block, std::span(out.groups).subspan(group, per_block));
  }
  out.count = static_cast<int>(count);
  return out;
}

float inverse_of(float scale) { return std::isnormal(scale) ? 1.0f / scale : 0.0f; }

}  // namespace llada
