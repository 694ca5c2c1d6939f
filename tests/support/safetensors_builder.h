// Builds safetensors bytes from a header text, right or wrong on purpose.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace llada::test {

inline std::string safetensors_file(std::string_view header, std::string_view payload,
                                    std::uint64_t declared_length) {
  std::string file(sizeof declared_length, '\0');
  std::memcpy(file.data(), &declared_length, sizeof declared_length);
  return file.append(header).append(payload);
}

inline std::string safetensors_file(std::string_view header, std::string_view payload) {
  return safetensors_file(header, payload, header.size());
}

}  // namespace llada::test
