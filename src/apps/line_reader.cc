#include "apps/line_reader.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace llada {
namespace {

constexpr std::size_t kMaxLineBytes = std::size_t{1} << 20;

}  // namespace

LineReader::LineReader(Console& console)
    : console_(console), interactive_(isatty(STDIN_FILENO) == 1 && console.error_is_terminal()) {}

Result<std::optional<std::string>> LineReader::next() {
  if (interactive_) console_.draw("> ");
  std::size_t newline = pending_.find('\n');
  while (newline == std::string::npos && !ended_) {
    LLADA_CHECK(fill());
    newline = pending_.find('\n');
  }
  if (pending_.empty()) return std::optional<std::string>{};
  std::string line = pending_.substr(0, newline);
  pending_.erase(0, newline == std::string::npos ? pending_.size() : newline + 1);
  if (line.ends_with('\r')) line.pop_back();
  return std::optional<std::string>(std::move(line));
}

Status LineReader::fill() {
  std::array<char, 4096> chunk;
  const ssize_t count = read(STDIN_FILENO, chunk.data(), chunk.size());
  if (count < 0 && errno != EINTR)
    return fail(ErrorCode::kIo, "standard input: {}", std::strerror(errno));
  ended_ = count == 0;
  if (count > 0) pending_.append(chunk.data(), static_cast<std::size_t>(count));
  if (pending_.size() <= kMaxLineBytes) return {};
  return fail(ErrorCode::kUsage, "standard input: a line of more than {} KiB", kMaxLineBytes >> 10);
}

}  // namespace llada
