#include <array>

#include "formats/quant.h"
#include "formats/quant/block_codecs.h"

namespace llada {
namespace {

// In the order of TensorType.
constexpr std::array<quant::DecodeBlock, kTensorTypeCount> kDecoders{
    quant::decode_f32,  quant::decode_f16,    quant::decode_bf16,   quant::decode_q8_0,
    quant::decode_q4_0, quant::decode_q4_1,   quant::decode_q5_0,   quant::decode_q5_1,
    quant::decode_q2_k, quant::decode_q3_k,   quant::decode_q4_k,   quant::decode_q5_k,
    quant::decode_q6_k, quant::decode_iq4_nl, quant::decode_iq4_xs, quant::decode_mxfp4,
};

}  // namespace

void decode_blocks(TensorType type, std::span<const std::byte> blocks, std::span<float> values) {
  const TensorTypeTraits& t = traits(type);
  const quant::DecodeBlock decode = kDecoders[static_cast<std::size_t>(type)];
  const auto* block = reinterpret_cast<const std::uint8_t*>(blocks.data());
  for (std::size_t at = 0; at < values.size(); at += t.block_elements, block += t.block_bytes) {
    decode(block, values.data() + at);
  }
}

}  // namespace llada
