// A named tensor inside a mapped file, whatever container it came in (GGUF, split GGUF,
// safetensors).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "formats/tensor_type.h"

namespace llada {

class MappedFile;

struct TensorView {
  std::string name;
  TensorType type = TensorType::kF32;
  // Fastest axis first, as in GGUF; unused axes are 1. A weight of a linear layer is {in, out}.
  std::array<std::uint64_t, 4> dims{1, 1, 1, 1};
  int rank = 1;
  // Rows back to back, checked against the file's size. From safetensors it may begin at any byte.
  std::span<const std::byte> data;
  const MappedFile* file = nullptr;  // owner of `data`

  [[nodiscard]] std::uint64_t elements() const { return dims[0] * dims[1] * dims[2] * dims[3]; }
};

}  // namespace llada
