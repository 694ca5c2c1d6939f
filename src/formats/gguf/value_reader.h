// Reads one typed metadata value.
#pragma once

#include "formats/gguf.h"
#include "formats/gguf/byte_cursor.h"

namespace llada::gguf {

class ValueReader {
 public:
  explicit ValueReader(ByteCursor& cursor) : cursor_(cursor) {}

  // Reads the value of `key` (for messages) whose type number comes next.
  Result<GgufValue> read(std::string_view key);

 private:
  Result<GgufArray> read_array(std::string_view key);
  template <class T>
  Result<T> read_scalar(std::string_view key);
  template <class T>
  Result<GgufArray> read_elements(std::string_view key);
  Result<std::vector<bool>> read_bools(std::uint64_t count, std::string_view key);
  Result<std::vector<std::string>> read_strings(std::uint64_t count, std::string_view key);
  template <class T>
  Result<std::vector<T>> read_numbers(std::uint64_t count, std::string_view key);

  ByteCursor& cursor_;
  std::uint64_t array_strings_ = 0;  // in all arrays so far
};

}  // namespace llada::gguf
