#include "apps/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "apps/terminal_text.h"

namespace llada {
namespace {

bool environment_has(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool terminal_is_dumb() {
  const char* term = std::getenv("TERM");
  return term == nullptr || *term == '\0' || std::string_view(term) == "dumb";
}

int positive_number(const char* text) {
  int value = 0;
  if (text != nullptr) std::from_chars(text, text + std::strlen(text), value);
  return std::max(value, 0);
}

struct TerminalSize {
  int columns = 0;
  int rows = 0;
};

TerminalSize terminal_size() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0) return {size.ws_col, size.ws_row};
  return {};
}

int first_positive(int measured, const char* variable, int fallback) {
  if (measured > 0) return measured;
  const int given = positive_number(std::getenv(variable));
  return given > 0 ? given : fallback;
}

}  // namespace

Console::Console()
    : output_is_terminal_(isatty(STDOUT_FILENO) == 1),
      error_is_terminal_(isatty(STDERR_FILENO) == 1) {
  animates_ = error_is_terminal_ && !environment_has("NO_COLOR") && !terminal_is_dumb();
}

int Console::columns() const { return first_positive(terminal_size().columns, "COLUMNS", 80); }
int Console::rows() const { return first_positive(terminal_size().rows, "LINES", 24); }

void Console::print(std::string_view text) {
  if (output_errno_ != 0 || text.empty()) return;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) output_errno_ = errno;
}

void Console::print_foreign(std::string_view text) {
  print(output_is_terminal_ ? visible_controls(text) : std::string(text));
}

void Console::print_json(const Json& value) { print(write_json(value) + "\n"); }

Status Console::flush() {
  if (output_errno_ == 0 && std::fflush(stdout) != 0) output_errno_ = errno;
  if (output_errno_ == 0) return {};
  output_closed_ = output_errno_ == EPIPE;
  return fail(ErrorCode::kIo, "standard output: {}", std::strerror(output_errno_));
}

void Console::note(std::string_view line) {
  if (!quiet_) draw(std::string(line) + "\n");
}

void Console::draw(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace llada
