// Random weights of every type, as source rows: random block bytes with sane scales, so that every bit
// field is exercised.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "base/half.h"
#include "formats/quant.h"
#include "formats/tensor_type.h"
#include "kernels/packed_matrix.h"

namespace llada::test {

inline std::vector<float> random_values(std::size_t count, std::uint32_t seed, float spread = 1.0f) {
  std::mt19937 engine(seed);
  std::normal_distribution<float> normal(0.0f, spread);
  std::vector<float> values(count);
  std::generate(values.begin(), values.end(), [&] { return normal(engine); });
  return values;
}

// Byte offsets of the f16 scales and minima in a block.
inline std::vector<std::size_t> half_fields(TensorType type) {
  switch (type) {
    case TensorType::kQ8_0: case TensorType::kQ4_0: case TensorType::kQ5_0: case TensorType::kIQ4_NL:
    case TensorType::kIQ4_XS: return {0};
    case TensorType::kQ4_1: case TensorType::kQ5_1: case TensorType::kQ4_K: case TensorType::kQ5_K:
      return {0, 2};
    case TensorType::kQ2_K: return {80, 82};
    case TensorType::kQ3_K: return {108};
    case TensorType::kQ6_K: return {208};
    default: return {};
  }
}

class RandomWeights {
 public:
  RandomWeights(TensorType type, int outputs, int inputs, std::uint32_t seed)
      : type_(type), outputs_(outputs), inputs_(inputs), engine_(seed) {
    row_bytes_ = static_cast<std::size_t>(*bytes_of(type, static_cast<std::uint64_t>(inputs)));
    bytes_.resize(row_bytes_ * static_cast<std::size_t>(outputs));
    for (std::byte& byte : bytes_) byte = static_cast<std::byte>(engine_() & 0xffu);
    for (std::size_t at = 0; at < bytes_.size(); at += traits(type).block_bytes) mend_block(at);
  }

  [[nodiscard]] TensorType type() const { return type_; }
  [[nodiscard]] int outputs() const { return outputs_; }
  [[nodiscard]] int inputs() const { return inputs_; }
  [[nodiscard]] std::span<const std::byte> row(int output) const {
    return std::span(bytes_).subspan(static_cast<std::size_t>(output) * row_bytes_, row_bytes_);
  }
  [[nodiscard]] std::vector<float> decoded(int output) const {
    std::vector<float> values(static_cast<std::size_t>(inputs_));
    decode_blocks(type_, row(output), values);
    return values;
  }
  [[nodiscard]] Result<PackedMatrix> pack(PackLayout layout) const {
    return PackedMatrix::pack(layout, type_, outputs_, inputs_, [this](int output) { return row(output); });
  }
  [[nodiscard]] std::string shape() const {
    return fmt::format("{} {}x{}", traits(type_).name, outputs_, inputs_);
  }

 private:
  void put_half(std::size_t at, float value) {
    const std::uint16_t bits = f32_to_f16(value);
    std::memcpy(&bytes_[at], &bits, sizeof bits);
  }
  float signed_scale() {
    const float magnitude = std::uniform_real_distribution<float>(0.01f, 0.1f)(engine_);
    return (engine_() & 1u) != 0 ? magnitude : -magnitude;
  }
  void mend_block(std::size_t at) {
    if (type_ == TensorType::kF32) {
      const float value = signed_scale();
      std::memcpy(&bytes_[at], &value, sizeof value);
    } else if (type_ == TensorType::kF16) {
      put_half(at, signed_scale());
    } else if (type_ == TensorType::kBF16) {
      const std::uint16_t bits = f32_to_bf16(signed_scale());
      std::memcpy(&bytes_[at], &bits, sizeof bits);
    } else if (type_ == TensorType::kMXFP4) {
      bytes_[at] = static_cast<std::byte>(120 + engine_() % 8u);
    }
    for (const std::size_t field : half_fields(type_)) put_half(at + field, signed_scale());
  }

  TensorType type_;
  int outputs_;
  int inputs_;
  std::mt19937 engine_;
  std::size_t row_bytes_ = 0;
  std::vector<std::byte> bytes_;
};

inline std::vector<TensorType> all_types() {
  std::vector<TensorType> types;
  for (int i = 0; i < kTensorTypeCount; ++i) types.push_back(static_cast<TensorType>(i));
  return types;
}

}  // namespace llada::test
