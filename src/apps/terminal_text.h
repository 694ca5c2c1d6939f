// Text as a terminal takes it: widths of characters, and bytes a terminal must not obey.
#pragma once

#include <string>
#include <string_view>

namespace llada {

// Control characters other than newline and tab become their pictures (U+2400..), bytes that are
// not UTF-8 become U+FFFD: text of a model or a file cannot move the cursor or change settings.
[[nodiscard]] std::string visible_controls(std::string_view text);

// The same on one line: newlines and tabs are pictures too.
[[nodiscard]] std::string visible_line(std::string_view text);

// Columns a code point takes: 0 for combining marks, 2 for wide East Asian characters and emoji.
[[nodiscard]] int display_width(char32_t code_point);

// At most `max_code_points` of `text`, "..." in place of the rest.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t max_code_points);

// 1536 -> "1.50 KiB"; up to TiB.
[[nodiscard]] std::string human_bytes(double bytes);
// 3934464 -> "3.93 M"; up to T.
[[nodiscard]] std::string human_count(double count);

}  // namespace llada
