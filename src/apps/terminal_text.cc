#include "apps/terminal_text.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "text/utf8.h"

namespace llada {
namespace {

constexpr char32_t kControlPictures = 0x2400;
constexpr char32_t kDeletePicture = 0x2421;

bool is_c0(char32_t c) { return c < 0x20; }
bool is_c1(char32_t c) { return c >= 0x80 && c < 0xA0; }

char32_t picture_of(char32_t c) {
  if (is_c0(c)) return kControlPictures + c;
  if (c == 0x7F) return kDeletePicture;
  return is_c1(c) ? kReplacementCodePoint : c;
}

std::string with_pictures(std::string_view text, bool keep_layout) {
  std::string shown;
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    const bool layout = next.value == U'\n' || next.value == U'\t';
    append_utf8(shown, layout && keep_layout ? next.value : picture_of(next.value));
    text.remove_prefix(next.bytes);
  }
  return shown;
}

template <std::size_t N>
std::string scaled(double value, double base, const std::array<std::string_view, N>& units) {
  std::size_t unit = 0;
  while (value >= base && unit + 1 < N) {
    value /= base;
    ++unit;
  }
  if (unit == 0) return fmt::format("{:.0f}{}", value, units[0]);
  return fmt::format("{:.2f}{}", value, units[unit]);
}

}  // namespace

std::string visible_controls(std::string_view text) { return with_pictures(text, true); }
std::string visible_line(std::string_view text) { return with_pictures(text, false); }

int display_width(char32_t code_point) {
  return std::clamp(utf8proc_charwidth(static_cast<utf8proc_int32_t>(code_point)), 0, 2);
}

std::string shortened(std::string_view text, std::size_t max_code_points) {
  std::string_view rest = text;
  for (std::size_t count = 0; count < max_code_points && !rest.empty(); ++count) {
    rest.remove_prefix(first_code_point(rest).bytes);
  }
  if (rest.empty()) return std::string(text);
  return std::string(text.substr(0, text.size() - rest.size())) + "...";
}

std::string human_bytes(double bytes) {
  static constexpr std::array<std::string_view, 5> kUnits{" B", " KiB", " MiB", " GiB", " TiB"};
  return scaled(bytes, 1024, kUnits);
}

std::string human_count(double count) {
  static constexpr std::array<std::string_view, 5> kUnits{"", " K", " M", " B", " T"};
  return scaled(count, 1000, kUnits);
}

}  // namespace llada
