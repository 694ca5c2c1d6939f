// Many short strings in one block of memory: a vocabulary of 150,000 tokens takes 2 MB, not 10.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace llada {

class StringTable {
 public:
  void reserve(std::size_t strings, std::size_t bytes) {
    ends_.reserve(strings);
    bytes_.reserve(bytes);
  }
  void push_back(std::string_view text) {
    bytes_.append(text);
    ends_.push_back(bytes_.size());
  }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
  }

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;  // ends_[i] is where string i ends in bytes_
};

}  // namespace llada
