// Everything of a GGUF file before its data section, read and checked, and where the data must lie.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/gguf.h"

namespace llada::gguf {

struct TensorInfo {
  std::string name;
  TensorType type = TensorType::kF32;
  std::array<std::uint64_t, 4> dims{1, 1, 1, 1};
  int rank = 1;
  std::uint64_t offset = 0;  // from the start of the data section
  std::uint64_t bytes = 0;
};

struct Header {
  std::uint32_t version = 0;
  GgufMetadata metadata;
  std::vector<TensorInfo> tensors;
  std::uint64_t data_start = 0;  // from the start of the file
};

// Reads no byte of the data section. `file` names the file in errors.
Result<Header> read_header(std::span<const std::byte> bytes, std::string_view file);

// Every tensor inside a file of `file_bytes`, none over another.
Status check_layout(const Header& header, std::uint64_t file_bytes, std::string_view file);

// general.alignment, or the default. Error: kFormat.
Result<std::uint64_t> alignment_of(const GgufMetadata& metadata);

}  // namespace llada::gguf
