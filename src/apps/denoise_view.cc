#include "apps/denoise_view.h"

#include <algorithm>
#include <thread>

namespace llada {
namespace {

constexpr std::chrono::milliseconds kTerminalDelay{60};
constexpr int kMaxColumns = 100;  // longer lines are hard to follow

// Confidence has two cues: colour, and bold (sure) or underline (unsure).
std::string_view escape_of(GlyphStyle style) {
  switch (style) {
    case GlyphStyle::kPlain:
      return "";
    case GlyphStyle::kFixed:
      return "\x1b[2m";
    case GlyphStyle::kMask:
      return "\x1b[2m";
    case GlyphStyle::kRemasked:
      return "\x1b[35m";
    case GlyphStyle::kSure:
      return "\x1b[1;32m";
    case GlyphStyle::kFair:
      return "\x1b[33m";
    case GlyphStyle::kUnsure:
      return "\x1b[4;31m";
    case GlyphStyle::kReplaced:
      return "\x1b[7;35m";
    case GlyphStyle::kEnd:
      return "\x1b[2m";
  }
  return "";
}

constexpr std::string_view kReset = "\x1b[0m";

std::string painted(const GlyphRow& row) {
  std::string text;
  GlyphStyle current = GlyphStyle::kPlain;
  for (const Glyph& glyph : row) {
    if (glyph.style != current) {
      text += kReset;
      text += escape_of(glyph.style);
      current = glyph.style;
    }
    text += glyph.text;
  }
  if (current != GlyphStyle::kPlain) text += kReset;
  return text;
}

bool holds_mask(const GlyphRow& row) {
  return std::any_of(row.begin(), row.end(),
                     [](const Glyph& glyph) { return glyph.style == GlyphStyle::kMask; });
}

// The rows that fit the terminal: those around the first that is still being filled.
std::span<const GlyphRow> visible_rows(std::span<const GlyphRow> rows, int height) {
  const auto room = static_cast<std::size_t>(std::max(height, 1));
  if (rows.size() <= room) return rows;
  const auto open =
      static_cast<std::size_t>(std::find_if(rows.begin(), rows.end(), holds_mask) - rows.begin());
  const std::size_t begin = open > room / 2 ? open - room / 2 : 0;
  return rows.subspan(std::min(begin, rows.size() - room), room);
}

struct FillCount {
  int total = 0;   // positions that were masked at first
  int filled = 0;  // of these
  int text = 0;    // of those, what is text and not the padding behind its end
};

FillCount count_filled(const Canvas& canvas, const Tokenizer& tokenizer) {
  FillCount count;
  for (int pos = 0; pos < canvas.size(); ++pos) {
    const PositionState state = canvas.state(Position(pos));
    if (state == PositionState::kPrompt) continue;
    ++count.total;
    if (state == PositionState::kMasked || state == PositionState::kDraft) continue;
    ++count.filled;
    count.text += tokenizer.token_type(canvas.token(Position(pos))) != TokenType::kControl;
  }
  return count;
}

}  // namespace

DenoiseView::DenoiseView(Console& console, const Tokenizer& tokenizer,
                         const GenerateOptions& options, const VisualFlags& flags, ViewScope scope)
    : console_(console),
      tokenizer_(tokenizer),
      scope_(scope),
      passes_per_step_(options.decode.cfg_scale > 0 ? 2 : 1),
      delay_(flags.delay_ms
                 ? std::chrono::milliseconds(*flags.delay_ms)
                 : (console.animates() ? kTerminalDelay : std::chrono::milliseconds(0))) {}

void DenoiseView::show(const StepView& step) {
  const Canvas& canvas = step.canvas;
  const int begin = scope_ == ViewScope::kWholeText ? 0 : canvas.first_generated().value;
  const std::vector<Glyph> glyphs =
      canvas_glyphs(canvas, begin, canvas.size(), step.events, tokenizer_);
  status_ = status(step);
  if (console_.animates()) {
    draw_in_place(glyphs);
  } else {
    console_.draw(status_ + "  |" + glyph_line(glyphs) + "|\n");
  }
  if (delay_.count() > 0) std::this_thread::sleep_for(delay_);
}

std::string DenoiseView::status(const StepView& step) const {
  const FillCount count = count_filled(step.canvas, tokenizer_);
  const int passes = step.step * passes_per_step_;
  return fmt::format("step {}  {}/{} filled  {} forward passes  {:.1f} tokens a pass", step.step,
                     count.filled, count.total, passes, static_cast<double>(count.text) / passes);
}

void DenoiseView::draw_in_place(std::span<const Glyph> glyphs) {
  const std::vector<GlyphRow> rows =
      wrap_glyphs(glyphs, std::min(console_.columns() - 1, kMaxColumns));
  std::string picture;
  // One row for the status, one for the cursor behind it.
  const auto shown = visible_rows(rows, console_.rows() - 2);
  for (const GlyphRow& row : shown) picture += painted(row) + "\n";
  console_.draw(erasure() + picture + status_row());
  rows_drawn_ = static_cast<int>(shown.size()) + 1;
}

std::string DenoiseView::status_row() const {
  const auto columns = static_cast<std::size_t>(std::max(console_.columns() - 1, 1));
  return fmt::format("\x1b[2m{}\x1b[0m\n", status_.substr(0, columns));
}

std::string DenoiseView::erasure() const {
  return rows_drawn_ == 0 ? "" : fmt::format("\x1b[{}F\x1b[J", rows_drawn_);
}

void DenoiseView::close() {
  if (rows_drawn_ > 0) console_.draw(erasure() + status_row());
  rows_drawn_ = 0;
}

StepCallback view_callback(DenoiseView& view, const VisualFlags& flags) {
  if (!flags.visual || view.silent()) return {};
  return [&view](const StepView& step) { view.show(step); };
}

}  // namespace llada
