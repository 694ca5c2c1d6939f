// The JSON header of one safetensors file, read and checked.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json.h"
#include "formats/tensor_type.h"

namespace llada::safetensors {

struct Entry {
  std::string name;
  std::optional<TensorType> type;                 // nullopt: integers, listed but not loaded
  std::array<std::uint64_t, 4> dims{1, 1, 1, 1};  // fastest axis first
  int rank = 1;
  std::uint64_t begin = 0;  // in the payload
  std::uint64_t end = 0;
};

struct Header {
  std::vector<Entry> entries;  // in the order of their data
  std::uint64_t payload_start = 0;
};

inline constexpr std::size_t kMaxNameBytes = 1024;
[[nodiscard]] bool is_tensor_name(std::string_view name);  // not empty, not longer, printable ASCII

// The payload is covered by the entries without holes or overlaps, as the format asks.
// `file` names the file in errors: kFormat with JSON path or byte offset, kUnsupported,
// kOutOfMemory.
Result<Header> read_header(std::span<const std::byte> bytes, std::string_view file);

}  // namespace llada::safetensors
