#include "apps/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/terminal_text.h"

namespace llada {
namespace {

constexpr double kRedrawSeconds = 0.1;  // the eye follows no faster
constexpr double kLineSeconds = 10;     // a log stays readable
constexpr int kBarWidth = 24;

std::string bar(double fraction) {
  const int filled = static_cast<int>(fraction * kBarWidth);
  return std::string(static_cast<std::size_t>(filled), '#') +
         std::string(static_cast<std::size_t>(kBarWidth - filled), '.');
}

std::string amount(double value, ProgressUnit unit) {
  switch (unit) {
    case ProgressUnit::kBytes:
      return human_bytes(value);
    case ProgressUnit::kTensors:
      return fmt::format("{:.0f} tensors", value);
    case ProgressUnit::kQuestions:
      return fmt::format("{:.1f} questions", value);
  }
  return {};
}

}  // namespace

ProgressBar::~ProgressBar() { erase(); }

Progress ProgressBar::callback() {
  return [this](std::string_view what, std::uint64_t done, std::uint64_t total) {
    update(what, done, total);
  };
}

std::function<void(std::string_view)> ProgressBar::note_callback() {
  return [this](std::string_view line) {
    erase();
    console_.note(fmt::format("llada: {}", line));
  };
}

void ProgressBar::update(std::string_view what, std::uint64_t done, std::uint64_t total) {
  if (console_.quiet() || total == 0) return;
  const double now = watch_.seconds();
  if (now - last_shown_ < (console_.animates() ? kRedrawSeconds : kLineSeconds)) return;
  last_shown_ = now;
  erase();
  const std::string text = line(what, std::min(done, total), total);
  drawn_ = console_.animates();
  drawn_ ? console_.draw(text) : console_.note(text);
}

std::string ProgressBar::line(std::string_view what, std::uint64_t done,
                              std::uint64_t total) const {
  const double fraction = static_cast<double>(done) / static_cast<double>(total);
  const double rate = static_cast<double>(done) / std::max(watch_.seconds(), 1e-9);
  const double left = rate > 0 ? static_cast<double>(total - done) / rate : 0;
  return fmt::format("{} [{}] {:3.0f}%  {}/s  {:.0f} s left", what, bar(fraction), 100 * fraction,
                     amount(rate, unit_), left);
}

void ProgressBar::erase() {
  if (drawn_) console_.draw("\r\x1b[K");
  drawn_ = false;
}

}  // namespace llada
