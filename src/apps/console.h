// Standard output and standard error of a command: what they can show, and writing to them so that
// a closed pipe or a full disk is an error value and not a signal.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/json.h"

namespace llada {

class Console {
 public:
  // Looks at the two streams, NO_COLOR and TERM.
  Console();

  void set_quiet(bool quiet) { quiet_ = quiet; }
  [[nodiscard]] bool quiet() const { return quiet_; }
  // Standard error is a terminal that obeys escape sequences, and the user did not opt out of them.
  [[nodiscard]] bool animates() const { return animates_ && !quiet_; }
  [[nodiscard]] bool output_is_terminal() const { return output_is_terminal_; }
  [[nodiscard]] bool error_is_terminal() const { return error_is_terminal_; }
  // Size of the terminal behind standard error; COLUMNS and LINES, then 80 x 24, where there is
  // none.
  [[nodiscard]] int columns() const;
  [[nodiscard]] int rows() const;

  // Results, to standard output, byte for byte.
  void print(std::string_view text);
  // Text that a model or a file made: on a terminal, control characters are shown, not obeyed.
  void print_foreign(std::string_view text);
  void print_json(const Json& value);  // one line
  Status flush();  // error: kIo when anything printed so far did not get through
  [[nodiscard]] bool output_closed() const {
    return output_closed_;
  }  // the reader of the pipe left

  // Remarks, to standard error, a line each; silent when quiet.
  void note(std::string_view line);
  // Standard error as it is, even when quiet.
  void draw(std::string_view text);

 private:
  bool quiet_ = false;
  bool animates_ = false;
  bool output_is_terminal_ = false;
  bool error_is_terminal_ = false;
  bool output_closed_ = false;
  int output_errno_ = 0;  // of the first write that failed
};

}  // namespace llada
