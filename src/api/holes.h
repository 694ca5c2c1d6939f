// The template syntax of infilling: "[[N]]" is a hole of up to N tokens; "\[[" is a literal "[[".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace llada {

struct HoleSegment {
  std::string text;  // fixed text before the hole
  int hole = 0;      // tokens of the hole after it; 0 in the last segment
};

// Errors: kUsage with the byte offset, for a hole that is no number in 1..max_hole or never closes, and
// for a text without holes.
Result<std::vector<HoleSegment>> parse_holes(std::string_view text, int max_hole);

}  // namespace llada
