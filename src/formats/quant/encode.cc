#include <array>
#include <cmath>
#include <limits>

#include "formats/quant.h"
#include "formats/quant/block_codecs.h"

namespace llada {
namespace {

struct Encoder {
  quant::EncodeBlock encode = nullptr;
  float largest = 0;  // magnitude that can be encoded
};

Encoder encoder_of(TensorType type) {
  // The largest f32 that bf16 does not round to infinity.
  constexpr float kBf16Max = 0x1.fep127f;
  switch (type) {
    case TensorType::kF32:
      return {quant::encode_f32, std::numeric_limits<float>::max()};
    case TensorType::kF16:
      return {quant::encode_f16, quant::kF16Max};
    case TensorType::kBF16:
      return {quant::encode_bf16, kBf16Max};
    case TensorType::kQ8_0:
      return {quant::encode_q8_0, quant::kF16Max};
    case TensorType::kQ4_0:
      return {quant::encode_q4_0, quant::kF16Max};
    case TensorType::kQ4_K:
      return {quant::encode_q4_k, quant::kF16Max};
    case TensorType::kQ6_K:
      return {quant::encode_q6_k, quant::kF16Max};
    default:
      return {};
  }
}

Status check_range(TensorType type, std::span<const float> values, float largest) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::abs(values[i]) <= largest) continue;  // false for NaN
    return fail(ErrorCode::kFormat, "element {} is {}; {} holds finite values up to {}", i,
                values[i], traits(type).name, largest);
  }
  return {};
}

}  // namespace

Status encode_blocks(TensorType type, std::span<const float> values, std::span<std::byte> blocks) {
  const Encoder encoder = encoder_of(type);
  const TensorTypeTraits& t = traits(type);
  if (encoder.encode == nullptr) {
    return fail(ErrorCode::kUnsupported,
                "cannot encode {}; f32, f16, bf16, q8_0, q4_0, q4_k and q6_k can be written",
                t.name);
  }
  if (bytes_of(type, values.size()) != blocks.size()) {
    return fail(ErrorCode::kInternal, "{} values do not make {} bytes of {}", values.size(),
                blocks.size(), t.name);
  }
  LLADA_CHECK(check_range(type, values, encoder.largest));
  auto* block = reinterpret_cast<std::uint8_t*>(blocks.data());
  for (std::size_t at = 0; at < values.size(); at += t.block_elements, block += t.block_bytes) {
    encoder.encode(values.data() + at, block);
  }
  return {};
}

}  // namespace llada
