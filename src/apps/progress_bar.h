// Progress of long work on standard error: a bar with rate and time left on a terminal, a line
// every few seconds elsewhere, nothing when quiet.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "apps/console.h"
#include "base/cancel.h"
#include "base/clock.h"

namespace llada {

enum class ProgressUnit { kBytes, kTensors, kQuestions };

class ProgressBar {
 public:
  ProgressBar(Console& console, ProgressUnit unit) : console_(console), unit_(unit) {}
  ~ProgressBar();  // removes the bar
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void update(std::string_view what, std::uint64_t done, std::uint64_t total);
  // For the API's long calls; the bar must outlive it.
  [[nodiscard]] Progress callback();
  // Likewise, for remarks made meanwhile: they take the bar's place.
  [[nodiscard]] std::function<void(std::string_view)> note_callback();

 private:
  [[nodiscard]] std::string line(std::string_view what, std::uint64_t done,
                                 std::uint64_t total) const;
  void erase();

  Console& console_;
  ProgressUnit unit_;
  Stopwatch watch_;
  double last_shown_ = 0;  // seconds since the start
  bool drawn_ = false;
};

}  // namespace llada
