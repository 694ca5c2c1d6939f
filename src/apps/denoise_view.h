// The live picture of a generation on standard error: redrawn in place on a terminal, one line a
// step where there is none (a pipe, NO_COLOR, TERM=dumb).
#pragma once

#include <chrono>

#include "api/model.h"
#include "apps/canvas_picture.h"
#include "apps/console.h"
#include "apps/options.h"

namespace llada {

// Whether fixed text is part of the picture: holes are seen in their text, an answer without its
// prompt.
enum class ViewScope { kAnswer, kWholeText };

class DenoiseView {
 public:
  DenoiseView(Console& console, const Tokenizer& tokenizer, const GenerateOptions& options,
              const VisualFlags& flags, ViewScope scope);
  ~DenoiseView() { close(); }
  DenoiseView(const DenoiseView&) = delete;
  DenoiseView& operator=(const DenoiseView&) = delete;

  void show(const StepView& step);
  // Removes the picture from the terminal; its status line stays.
  void close();
  [[nodiscard]] bool silent() const { return console_.quiet(); }

 private:
  [[nodiscard]] std::string status(const StepView& step) const;
  void draw_in_place(std::span<const Glyph> glyphs);
  [[nodiscard]] std::string status_row() const;
  [[nodiscard]] std::string erasure() const;  // of the picture on the terminal

  Console& console_;
  const Tokenizer& tokenizer_;
  ViewScope scope_;
  int passes_per_step_ = 1;
  std::chrono::milliseconds delay_{0};
  std::string status_;
  int rows_drawn_ = 0;
};

// The callback that feeds a view; empty without --visual, and when quiet.
[[nodiscard]] StepCallback view_callback(DenoiseView& view, const VisualFlags& flags);

}  // namespace llada
