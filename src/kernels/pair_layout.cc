#include "kernels/pair_layout.h"

#include <cmath>
#include <cstring>

#include "formats/quant.h"

namespace llada {
namespace {

// The largest |sum| over a group of codes - 8 times activations, and of activations alone.
constexpr float kLargestProduct = 8 * 127 * 32;
constexpr float kLargestSum = 127 * 32;
static_assert(kLargestProduct <= 32767);  // the products pack it to 16 bits
// What a group may add to the 32-bit sum of a chunk, less what the rounding of its ratios may.
constexpr float kLargestShare = (1 << 27) - 32768;
constexpr float kLargestRatio = 32767;

bool has_bases(TensorType type) { return type != TensorType::kQ4_0; }

float base_of(const QuantGroup& group) { return group.min + 8.0f * group.scale; }

std::size_t header_bytes(TensorType type) { return sizeof(PairHeader) + (has_bases(type) ? sizeof(PairRatios) : 0); }

template <class Visit>
std::size_t for_chunks(TensorType type, int inputs, Visit visit) {
  const auto bytes = [type](int count) {
    return header_bytes(type) + static_cast<std::size_t>(pairs_of(count)) * sizeof(PairCodes);
  };
  return for_layout_chunks(inputs, bytes, visit);
}

template <class Byte>
auto* header_at(Byte* chunk) {
  using Header = std::conditional_t<std::is_const_v<Byte>, const PairHeader, PairHeader>;
  return reinterpret_cast<Header*>(chunk);
}
template <class Byte>
auto* bases_at(Byte* chunk) {
  using Ratios = std::conditional_t<std::is_const_v<Byte>, const PairRatios, PairRatios>;
  return reinterpret_cast<Ratios*>(chunk + sizeof(PairHeader));
}

// Where the code of an input lies.
struct CodePlace {
  std::size_t byte;  // from the first of the chunk's codes
  int shift;
};
CodePlace place_of(int output, int input) {
  const int pair = input / kPairInputs, group = input % kPairInputs / kLayoutGroup;
  const int step = input % kLayoutGroup / 4;
  const int slot = output / 4 * 2 + output % 2;
  const int byte = (pair * kPairSteps + step) * 64 + slot * 8 + group * 4 + input % 4;
  return {static_cast<std::size_t>(byte), output % 4 / 2 * 4};
}

// The smallest scale with which all ratios and sums fit.
float scale_for(const ChunkGroups& chunk) {
  float scale = 0;
  for (const QuantGroup& group : chunk.groups) {
    const float ratio = std::fabs(group.scale), base = std::fabs(base_of(group));
    scale = std::max({scale, (kLargestProduct * ratio + kLargestSum * base) / kLargestShare, base / kLargestRatio});
  }
  return scale;
}

std::int16_t to_ratio(float value) {
  return static_cast<std::int16_t>(std::nearbyint(std::clamp(value, -kLargestRatio, kLargestRatio)));
}

void pack_output(TensorType type, const ChunkGroups& chunk, int output, std::byte* out) {
  PairHeader& header = *header_at(out);
  const float scale = scale_for(chunk), inverse = inverse_of(scale);
  header.scales[output] = inverse == 0 ? 0 : scale;
  for (int index = 0; index < chunk.count; ++index) {
    const QuantGroup& group = chunk.groups[static_cast<std::size_t>(index)];
    header.ratios.of[index / 2][output][index % 2] = to_ratio(group.scale * inverse);
    if (has_bases(type)) bases_at(out)->of[index / 2][output][index % 2] = to_ratio(base_of(group) * inverse);
    for (int k = 0; k < kLayoutGroup; ++k) {
      const CodePlace place = place_of(output, index * kLayoutGroup + k);
      out[header_bytes(type) + place.byte] |= std::byte(group.codes[static_cast<std::size_t>(k)] << place.shift);
    }
  }
}

void unpack_chunk(TensorType type, const std::byte* at, int output, std::span<float> values) {
  const PairHeader& header = *header_at(at);
  for (int k = 0; k < static_cast<int>(values.size()); ++k) {
    const int group = k / kLayoutGroup;
    const CodePlace place = place_of(output, k);
    const int code = std::to_integer<int>(at[header_bytes(type) + place.byte] >> place.shift) & 15;
    const int base = has_bases(type) ? bases_at(at)->of[group / 2][output][group % 2] : 0;
    const int weight = header.ratios.of[group / 2][output][group % 2] * (code - 8) + base;
    values[static_cast<std::size_t>(k)] = header.scales[output] * static_cast<float>(weight);
  }
}

}  // namespace

bool has_pair_layout(TensorType type) { return quant_groups(type) > 0; }

std::size_t pair_panel_bytes(TensorType type, int inputs) {
  return for_chunks(type, inputs, [](int, int, std::size_t) {});
}

void pack_pair_panel(TensorType type, std::span<const std::byte* const, 16> rows, int inputs, std::byte* out) {
  std::memset(out, 0, pair_panel_bytes(type, inputs));
  for_chunks(type, inputs, [&](int first, int count, std::size_t offset) {
    for (int output = 0; output < kPairOutputs; ++output) {
      const std::byte* row = rows[static_cast<std::size_t>(output)];
      if (row != nullptr) pack_output(type, read_groups(type, row, first, count), output, out + offset);
    }
  });
}

void unpack_pair_row(TensorType type, const std::byte* panel, int output, std::span<float> values) {
  for_chunks(type, static_cast<int>(values.size()), [&](int first, int count, std::size_t offset) {
    unpack_chunk(type, panel + offset, output,
                 values.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)));
  });
}

}  // namespace llada
