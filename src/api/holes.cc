#include "api/holes.h"

#include <charconv>

namespace llada {
namespace {

constexpr std::string_view kOpen = "[[", kClose = "]]", kEscapedOpen = "\\[[";

Result<int> hole_size(std::string_view inside, std::size_t offset, int max_hole) {
  int size = 0;
  const auto [end, error] = std::from_chars(inside.data(), inside.data() + inside.size(), size);
  if (error != std::errc() || end != inside.data() + inside.size() || size < 1 || size > max_hole) {
    return fail(ErrorCode::kUsage, "byte {}: hole [[{}]]: expected a number of tokens in 1..{}", offset, inside, max_hole);
  }
  return size;
}

}  // namespace

Result<std::vector<HoleSegment>> parse_holes(std::string_view text, int max_hole) {
  std::vector<HoleSegment> segments(1);
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with(kEscapedOpen)) {
      segments.back().text += kOpen;
      at += kEscapedOpen.size();
    } else if (text.substr(at).starts_with(kOpen)) {
      const std::size_t inside = at + kOpen.size(), close = text.find(kClose, inside);
      if (close == std::string_view::npos) {
        return fail(ErrorCode::kUsage, "byte {}: '[[' opens a hole that never closes; write \\[[ for the text itself", at);
      }
      LLADA_TRY(size, hole_size(text.substr(inside, close - inside), at, max_hole));
      segments.back().hole = size;
      segments.emplace_back();
      at = close + kClose.size();
    } else {
      segments.back().text += text[at++];
    }
  }
  if (segments.size() == 1) return fail(ErrorCode::kUsage, "the text has no hole; mark one as [[N]], up to N tokens");
  return segments;
}

}  // namespace llada
