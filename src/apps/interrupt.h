// Ctrl-C and SIGTERM as a CancelFlag, so that work ends between two steps and cleans up after
// itself. Signal handlers can only reach a global: this is the one place that has one.
#pragma once

#include "base/cancel.h"

namespace llada {

// While it lives, the first SIGINT or SIGTERM raises its flag; a second one ends the process at
// once. Reads of standard input return early. One at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  [[nodiscard]] const CancelFlag& flag() const { return flag_; }
  [[nodiscard]] bool raised() const { return flag_.cancelled(); }

 private:
  CancelFlag flag_;
};

// A closed pipe shall be a failed write, not the end of the process.
void ignore_broken_pipes();

// What a shell expects of a process that a signal ended: 128 + the signal that came last; 130 if
// none.
[[nodiscard]] int interrupted_exit_code();

}  // namespace llada
