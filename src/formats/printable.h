// Names from files end up in messages on terminals: only printable ASCII is let through.
#pragma once

#include <algorithm>
#include <string_view>

namespace llada {

[[nodiscard]] inline bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace llada
