// The first byte picks a type. Any bytes decode; any numbers encode, or are refused where the type
// cannot hold them, and what is encoded decodes to finite numbers.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "formats/quant.h"

namespace {

void decode_any(llada::TensorType type, std::span<const std::byte> bytes) {
  const auto& t = llada::traits(type);
  const std::size_t blocks = bytes.size() / t.block_bytes;
  std::vector<float> values(blocks * t.block_elements);
  llada::decode_blocks(type, bytes.first(blocks * t.block_bytes), values);
}

void encode_any(llada::TensorType type, std::span<const std::byte> bytes) {
  const std::size_t block = llada::traits(type).block_elements;
  std::vector<float> values(bytes.size() / sizeof(float) / block * block);
  if (values.empty()) return;
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  std::vector<std::byte> blocks(*llada::bytes_of(type, values.size()));
  if (!llada::encode_blocks(type, values, blocks)) return;
  llada::decode_blocks(type, blocks, values);
  for (const float value : values) {
    if (!std::isfinite(value)) __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto type = static_cast<llada::TensorType>(data[0] % llada::kTensorTypeCount);
  const auto rest = std::as_bytes(std::span(data + 1, size - 1));
  decode_any(type, rest);
  encode_any(type, rest);
  return 0;
}
