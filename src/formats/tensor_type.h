// The element types a tensor may have on disk, as GGUF names and numbers them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace llada {

enum class TensorType : std::uint8_t {
  kF32, kF16, kBF16, kQ8_0, kQ4_0, kQ4_1, kQ5_0, kQ5_1, kQ2_K, kQ3_K, kQ4_K, kQ5_K, kQ6_K, kIQ4_NL,
  kIQ4_XS, kMXFP4,
};
inline constexpr int kTensorTypeCount = 16;

struct TensorTypeTraits {
  std::string_view name;        // as GGUF tools print it, lower case: "q4_0"
  std::uint32_t gguf_id;        // type number in a GGUF file
  std::uint32_t block_elements; // elements of one block along the fastest axis
  std::uint32_t block_bytes;
};

[[nodiscard]] const TensorTypeTraits& traits(TensorType type);
[[nodiscard]] std::optional<TensorType> tensor_type_from_gguf(std::uint32_t gguf_id);
[[nodiscard]] std::optional<TensorType> tensor_type_from_name(std::string_view name);  // any case

// Bytes of `elements` consecutive elements; elements must be a multiple of the block (else nullopt, as
// on overflow).
[[nodiscard]] std::optional<std::uint64_t> bytes_of(TensorType type, std::uint64_t elements);

}  // namespace llada
