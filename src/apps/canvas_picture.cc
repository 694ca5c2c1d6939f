#include "apps/canvas_picture.h"

#include <algorithm>

#include "apps/terminal_text.h"
#include "text/utf8.h"

namespace llada {
namespace {

constexpr std::string_view kMaskGlyph = "\u2591";      // light shade
constexpr std::string_view kRemaskedGlyph = "\u2592";  // medium shade
constexpr std::string_view kEndGlyph = "\u00B7";       // middle dot
constexpr std::string_view kNewlineGlyph = "\u21B5";

GlyphStyle style_of_reveal(double probability) {
  if (probability >= kSureProbability) return GlyphStyle::kSure;
  return probability >= kFairProbability ? GlyphStyle::kFair : GlyphStyle::kUnsure;
}

GlyphStyle resting_style(PositionState state) {
  switch (state) {
    case PositionState::kPrompt:
      return GlyphStyle::kFixed;
    case PositionState::kMasked:
    case PositionState::kDraft:
      return GlyphStyle::kMask;
    case PositionState::kCommitted:
    case PositionState::kStable:
      return GlyphStyle::kPlain;
  }
  return GlyphStyle::kPlain;
}

// Style of every position in [begin, end) after `events`.
std::vector<GlyphStyle> position_styles(const Canvas& canvas, int begin, int end,
                                        std::span<const CanvasEvent> events) {
  std::vector<GlyphStyle> styles;
  for (int pos = begin; pos < end; ++pos)
    styles.push_back(resting_style(canvas.state(Position(pos))));
  for (const CanvasEvent& event : events) {
    if (event.position.value < begin || event.position.value >= end) continue;
    GlyphStyle& style = styles[static_cast<std::size_t>(event.position.value - begin)];
    if (event.kind == EventKind::kReveal) style = style_of_reveal(event.probability);
    if (event.kind == EventKind::kReplace) style = GlyphStyle::kReplaced;
    if (event.kind == EventKind::kRemask) style = GlyphStyle::kRemasked;
  }
  return styles;
}

// Bytes of neighbouring tokens on their way to glyphs.
class GlyphWriter {
 public:
  void add_token(std::string_view bytes, GlyphStyle style) {
    pending_ += bytes;
    styles_.resize(pending_.size(), style);
    take(false);
  }
  void add_block(std::string_view glyph, GlyphStyle style) {
    take(true);
    glyphs_.push_back({std::string(glyph), 1, style, false});
  }
  std::vector<Glyph> finish() {
    take(true);
    return std::move(glyphs_);
  }

 private:
  // Turns pending bytes into glyphs; an incomplete code point at their end waits unless `all`.
  void take(bool all) {
    std::size_t at = 0;
    while (at < pending_.size()) {
      const CodePoint next = first_code_point(std::string_view(pending_).substr(at));
      if (next.form == Utf8Form::kIncomplete && !all) break;
      add_code_point(next.value, styles_[at]);
      at += next.bytes;
    }
    pending_.erase(0, at);
    styles_.erase(styles_.begin(), styles_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  void add_code_point(char32_t value, GlyphStyle style) {
    std::string bytes;
    append_utf8(bytes, value);
    const int width = display_width(value);
    if (value == U'\n') {
      glyphs_.push_back({"", 0, style, true});
    } else if (value == U'\t') {
      glyphs_.push_back({"  ", 2, style, false});
    } else if (width == 0 && value > 0x9F && !glyphs_.empty() && !glyphs_.back().newline) {
      glyphs_.back().text += bytes;  // a combining mark joins what it marks
    } else {
      glyphs_.push_back({visible_line(bytes), std::max(width, 1), style, false});
    }
  }

  std::string pending_;
  std::vector<GlyphStyle> styles_;  // of each pending byte
  std::vector<Glyph> glyphs_;
};

int width_of(std::span<const Glyph> row) {
  int width = 0;
  for (const Glyph& glyph : row) width += glyph.width;
  return width;
}

// What of a full row moves to the next: from behind its last space, if that leaves it half full.
std::size_t break_point(const GlyphRow& row, int columns) {
  for (std::size_t at = row.size(); at > 0; --at) {
    if (row[at - 1].text != " ") continue;
    return 2 * width_of(std::span(row).first(at)) >= columns ? at : row.size();
  }
  return row.size();
}

}  // namespace

std::vector<Glyph> canvas_glyphs(const Canvas& canvas, int begin, int end,
                                 std::span<const CanvasEvent> events, const Tokenizer& tokenizer) {
  const std::vector<GlyphStyle> styles = position_styles(canvas, begin, end, events);
  GlyphWriter writer;
  for (int pos = begin; pos < end; ++pos) {
    const GlyphStyle style = styles[static_cast<std::size_t>(pos - begin)];
    const TokenId token = canvas.token(Position(pos));
    const bool special = tokenizer.token_type(token) == TokenType::kControl;
    if (style == GlyphStyle::kMask) {
      writer.add_block(kMaskGlyph, style);
    } else if (style == GlyphStyle::kRemasked) {
      writer.add_block(kRemaskedGlyph, style);
    } else if (!special) {
      writer.add_token(tokenizer.token_bytes(token), style);
    } else if (style != GlyphStyle::kFixed) {
      writer.add_block(kEndGlyph, GlyphStyle::kEnd);
    }
  }
  return writer.finish();
}

std::vector<GlyphRow> wrap_glyphs(std::span<const Glyph> glyphs, int columns) {
  std::vector<GlyphRow> rows(1);
  int width = 0;
  for (const Glyph& glyph : glyphs) {
    if (width + glyph.width > columns && !rows.back().empty()) {
      GlyphRow& full = rows.back();
      const auto cut = full.begin() + static_cast<std::ptrdiff_t>(break_point(full, columns));
      GlyphRow next(cut, full.end());
      full.erase(cut, full.end());
      width = width_of(next);
      rows.push_back(std::move(next));
    }
    if (glyph.newline) {
      rows.emplace_back();
      width = 0;
    } else {
      rows.back().push_back(glyph);
      width += glyph.width;
    }
  }
  return rows;
}

std::string glyph_line(std::span<const Glyph> glyphs) {
  std::string line;
  for (const Glyph& glyph : glyphs)
    line += glyph.newline ? kNewlineGlyph : std::string_view(glyph.text);
  return line;
}

}  // namespace llada
