#include "kernels/tile_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "kernels/chunk_groups.h"

namespace llada {
namespace {

// Largest int8 weight aimed at. A ratio's, a base's and the product's rounding may add 1.5.
constexpr float kLargestWeight = 126.0f;
constexpr float kLargestWithBase = 125.0f;

// Stored as int8.
bool is_ready(TensorType type) { return type == TensorType::kQ8_0 || type == TensorType::kQ6_K; }

bool has_bases(TensorType type) { return type != TensorType::kQ4_0; }

std::size_t nibble_chunk_bytes(TensorType type, int inputs) {
  return sizeof(NibbleHeader) + (has_bases(type) ? sizeof(NibbleBases) : 0) +
         static_cast<std::size_t>(inputs / kTileGroup) * kNibbleGroupBytes;
}

std::size_t chunk_bytes(TensorType type, int inputs) {
  return is_ready(type) ? sizeof(TileWeights) : nibble_chunk_bytes(type, inputs);
}

template <class Visit>
std::size_t for_chunks(TensorType type, int inputs, Visit visit) {
  return for_layout_chunks(inputs, [type](int count) { return chunk_bytes(type, count); }, visit);
}

std::int8_t to_int8(float value) {
  return static_cast<std::int8_t>(std::nearbyint(std::clamp(value, -127.0f, 127.0f)));
}

// --- int8 ---

void pack_int8_output(TensorType type, const std::byte* row, int first, int count, int output, TileWeights& out) {
  std::array<float, kTileChunk> values{};
  const TensorTypeTraits& format = traits(type);
  const std::size_t bytes = static_cast<std::size_t>(count) / format.block_elements * format.block_bytes;
  decode_blocks(type, {blocks_from(type, row, first), bytes},
                std::span(values).first(static_cast<std::size_t>(count)));
  float largest = 0;
  for (const float value : values) largest = std::max(largest, std::fabs(value));
  out.scales[output] = largest / 127.0f;
  const float inverse = inverse_of(out.scales[output]);
  for (int k = 0; k < kTileChunk; ++k) {
    out.rows[k / 4][output][k % 4] = to_int8(values[static_cast<std::size_t>(k)] * inverse);
  }
}

// --- 4-bit types ---

// Of the largest weight that the group's codes can express.
float bound_of(const QuantGroup& group) {
  return std::max(std::fabs(group.min), std::fabs(group.min + 15.0f * group.scale));
}

std::size_t output_slot(int output) {
  const int quad = output / 4, in_quad = output % 4;
  return static_cast<std::size_t>(in_quad / 2 * 8 + quad * 2 + in_quad % 2);
}

// Where 16 inputs of an output lie: 8 bytes.
std::uint8_t* code_words(std::byte* codes, int group, int half, int output) {
  return reinterpret_cast<std::uint8_t*>(codes) + static_cast<std::size_t>(group) * kNibbleGroupBytes +
         static_cast<std::size_t>(half) * (kNibbleGroupBytes / 2) + output_slot(output) * 8;
}

void store_codes(const QuantGroup& group, int index, int output, std::byte* codes) {
  for (int half = 0; half < 2; ++half) {
    for (int j = 0; j < 4; ++j) {
      std::uint16_t word = 0;
      for (int i = 0; i < 4; ++i) {
        const int code = group.codes[static_cast<std::size_t>(16 * half + 4 * i + j)];
        word = static_cast<std::uint16_t>(word | ((code ^ 8) << (12 - 4 * i)));
      }
      std::memcpy(code_words(codes, index, half, output) + 2 * j, &word, 2);
    }
  }
}

struct NibbleChunk {
  NibbleHeader* header;
  NibbleBases* bases;  // null without
  std::byte* codes;
};

NibbleChunk nibble_chunk(TensorType type, std::byte* at) {
  NibbleChunk chunk{reinterpret_cast<NibbleHeader*>(at), nullptr, at + sizeof(NibbleHeader)};
  if (!has_bases(type)) return chunk;
  chunk.bases = reinterpret_cast<NibbleBases*>(chunk.codes);
  chunk.codes += sizeof(NibbleBases);
  return chunk;
}

void pack_nibble_output(TensorType type, const std::byte* row, int first, int count, int output,
                        const NibbleChunk& out) {
  const ChunkGroups chunk = read_groups(type, row, first, count);
  float bound = 0;
  for (const QuantGroup& group : chunk.groups) bound = std::max(bound, bound_of(group));
  const float scale = bound / (out.bases == nullptr ? kLargestWeight : kLargestWithBase);
  const float inverse = inverse_of(scale);
  out.header->scales[output] = scale;
  for (int index = 0; index < chunk.count; ++index) {
    const QuantGroup& group = chunk.groups[static_cast<std::size_t>(index)];
    out.header->ratios[index][output] = to_int8(8.0f * group.scale * inverse);
    if (out.bases != nullptr) {
      out.bases->bases[index][output] = to_int8((group.min + 8.0f * group.scale) * inverse);
    }
    store_codes(group, index, output, out.codes);
  }
}

int sign_extended(int nibble) { return (nibble ^ 8) - 8; }

// As the vector code does it: the product rounds half up, then both sums saturate.
int nibble_weight(int code, int ratio, int base) {
  const int product = std::clamp((code * ratio + 4) >> 3, -128, 127);
  return std::clamp(product + base, -128, 127);
}

void unpack_nibble_chunk(TensorType type, std::byte* at, int output, std::span<float> values) {
  const NibbleChunk chunk = nibble_chunk(type, at);
  for (int k = 0; k < static_cast<int>(values.size()); ++k) {
    const int group = k / kTileGroup, half = k % kTileGroup / 16, i = k % 16 / 4, j = k % 4;
    std::uint16_t word = 0;
    std::memcpy(&word, code_words(chunk.codes, group, half, output) + 2 * j, 2);
    const int code = sign_extended(word >> (12 - 4 * i) & 15);
    const int base = chunk.bases == nullptr ? 0 : chunk.bases->bases[group][output];
    const int weight = nibble_weight(code, chunk.header->ratios[group][output], base);
    values[static_cast<std::size_t>(k)] = chunk.header->scales[output] * static_cast<float>(weight);
  }
}

}  // namespace

bool has_tile_layout(TensorType type) { return is_ready(type) || quant_groups(type) > 0; }

std::size_t tile_panel_bytes(TensorType type, int inputs) {
  return for_chunks(type, inputs, [](int, int, std::size_t) {});
}

void pack_tile_panel(TensorType type, std::span<const std::byte* const, 16> rows, int inputs, std::byte* out) {
  std::memset(out, 0, tile_panel_bytes(type, inputs));
  for_chunks(type, inputs, [&](int first, int count, std::size_t offset) {
    for (int output = 0; output < kTileOutputs; ++output) {
      const std::byte* row = rows[static_cast<std::size_t>(output)];
      if (row == nullptr) continue;
      if (is_ready(type)) {
        pack_int8_output(type, row, first, count, output, *reinterpret_cast<TileWeights*>(out + offset));
      } else {
        pack_nibble_output(type, row, first, count, output, nibble_chunk(type, out + offset));
      }
    }
  });
}

void unpack_tile_row(TensorType type, const std::byte* panel, int output, std::span<float> values) {
  for_chunks(type, static_cast<int>(values.size()), [&](int first, int count, std::size_t offset) {
    const auto part = values.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
    if (!is_ready(type)) {
      return unpack_nibble_chunk(type, const_cast<std::byte*>(panel) + offset, output, part);
    }
    const auto& weights = *reinterpret_cast<const TileWeights*>(panel + offset);
    for (int k = 0; k < count; ++k) {
      part[static_cast<std::size_t>(k)] = weights.scales[output] * weights.rows[k / 4][output][k % 4];
    }
  });
}

}  // namespace llada
