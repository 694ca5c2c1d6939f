// Text of a file or a user inside an error message: cut, and without bytes a terminal would obey.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace llada {

inline constexpr std::size_t kMaxQuotedBytes = 60;

[[nodiscard]] inline std::string quote_text(std::string_view text) {
  std::string shown(text.substr(0, kMaxQuotedBytes));
  std::ranges::replace_if(
      shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  return '"' + shown + (shown.size() < text.size() ? "..." : "") + '"';
}

}  // namespace llada
