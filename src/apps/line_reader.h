// Lines of standard input, with a prompt when somebody is typing them.
#pragma once

#include <optional>
#include <string>

#include "apps/console.h"

namespace llada {

class LineReader {
 public:
  explicit LineReader(Console& console);

  // Both ends of the conversation are a terminal.
  [[nodiscard]] bool interactive() const { return interactive_; }
  // Without its newline; nullopt at the end. Errors: kIo, kUsage for a line beyond 1 MiB.
  Result<std::optional<std::string>> next();

 private:
  Status fill();

  Console& console_;
  bool interactive_ = false;
  bool ended_ = false;
  std::string pending_;
};

}  // namespace llada
