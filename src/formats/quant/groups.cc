#include <algorithm>

#include "formats/quant.h"
#include "formats/quant/block_codecs.h"

namespace llada {
namespace {

// 16 bytes: element j in the low half of byte j, element j + 16 in the high half.
void split_halves(const std::uint8_t* bytes, QuantGroup& out) {
  for (std::size_t j = 0; j < 16; ++j) {
    out.codes[j] = bytes[j] & 15;
    out.codes[j + 16] = bytes[j] >> 4;
  }
}

void split_q4_0(const std::uint8_t* block, QuantGroup& out) {
  out.scale = quant::load_f16(block);
  out.min = -8.0f * out.scale;
  split_halves(block + 2, out);
}

void split_q4_1(const std::uint8_t* block, QuantGroup& out) {
  out.scale = quant::load_f16(block);
  out.min = quant::load_f16(block + 2);
  split_halves(block + 4, out);
}

// Groups 2 g and 2 g + 1 share 32 bytes: the first has the low halves.
void split_q4_k(const std::uint8_t* block, std::span<QuantGroup> out) {
  const float d = quant::load_f16(block), dmin = quant::load_f16(block + 2);
  for (std::size_t group = 0; group < out.size(); ++group) {
    const quant::ScaleMin s = quant::unpack_scale_min(block + 4, static_cast<int>(group));
    out[group].scale = d * static_cast<float>(s.scale);
    out[group].min = -(dmin * static_cast<float>(s.min));
    const std::uint8_t* bytes = block + 16 + 32 * (group / 2);
    std::transform(bytes, bytes + 32, out[group].codes.begin(), [group](std::uint8_t byte) {
      return static_cast<std::uint8_t>(group % 2 == 0 ? byte & 15 : byte >> 4);
    });
  }
}

}  // namespace

int quant_groups(TensorType type) {
  switch (type) {
    case TensorType::kQ4_0:
    case TensorType::kQ4_1: return 1;
    case TensorType::kQ4_K: return 8;
    default: return 0;
  }
}

void split_block(TensorType type, const std::byte* block, std::span<QuantGroup> groups) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(block);
  if (type == TensorType::kQ4_0) split_q4_0(bytes, groups[0]);
  if (type == TensorType::kQ4_1) split_q4_1(bytes, groups[0]);
  if (type == TensorType::kQ4_K) split_q4_k(bytes, groups);
}

}  // namespace llada
