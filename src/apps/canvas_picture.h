// A canvas as rows of styled characters: what is still masked, what the last step revealed and how
// sure the model was of it, what stands. Not here: terminals and their escape codes
// (denoise_view.h).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "decode/canvas.h"
#include "decode/step.h"
#include "text/tokenizer.h"

namespace llada {

enum class GlyphStyle : std::uint8_t {
  kPlain,     // settled in an earlier step
  kFixed,     // given text between holes
  kMask,      // still to be filled
  kRemasked,  // masked again by this step
  kSure,      // revealed by this step, probability >= kSureProbability
  kFair,      // >= kFairProbability
  kUnsure,    // below
  kReplaced,  // another token in place of a settled one
  kEnd,       // an end token
};
inline constexpr double kSureProbability = 0.9;
inline constexpr double kFairProbability = 0.6;

// One character and the column or two it takes. A newline is a glyph of width 0 that ends its row.
struct Glyph {
  std::string text;
  int width = 1;
  GlyphStyle style = GlyphStyle::kPlain;
  bool newline = false;
};
using GlyphRow = std::vector<Glyph>;

// Glyphs of positions [begin, end). Code points that are split between tokens are put together and
// take the style of their first token; the piece of one beside a mask is U+FFFD.
[[nodiscard]] std::vector<Glyph> canvas_glyphs(const Canvas& canvas, int begin, int end,
                                               std::span<const CanvasEvent> events,
                                               const Tokenizer& tokenizer);

// Breaks at newlines, after spaces where that fills at least half a row, else at the column.
[[nodiscard]] std::vector<GlyphRow> wrap_glyphs(std::span<const Glyph> glyphs, int columns);

// All on one line, newlines as U+21B5.
[[nodiscard]] std::string glyph_line(std::span<const Glyph> glyphs);

}  // namespace llada
