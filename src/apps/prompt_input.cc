// Where prompts come from.
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "apps/flags.h"
#include "apps/options.h"

namespace llada {
namespace {

// No model reads more: a million tokens of 64 bytes.
constexpr std::size_t kMaxInputBytes = std::size_t{64} << 20;

void drop_newline(std::string& text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
}

}  // namespace

void add_prompt_flag(CLI::App& app, PromptFlags& flags, const std::string& help) {
  add_text(app, "-p,--prompt", flags.text, help + "; standard input if absent");
}

Result<std::string> read_standard_input(const Interrupt& interrupt) {
  std::string text;
  std::array<char, 65536> chunk;
  while (true) {
    const ssize_t count = read(STDIN_FILENO, chunk.data(), chunk.size());
    if (interrupt.raised()) return fail(ErrorCode::kCancelled, "interrupted");
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(ErrorCode::kIo, "standard input: {}", std::strerror(errno));
    if (count == 0) return text;
    text.append(chunk.data(), static_cast<std::size_t>(count));
    if (text.size() > kMaxInputBytes) {
      return fail(ErrorCode::kUsage, "standard input: more than {} MiB; give a shorter text",
                  kMaxInputBytes >> 20);
    }
  }
}

Result<std::string> read_prompt(const PromptFlags& flags, Console& console,
                                const Interrupt& interrupt) {
  if (!flags.text && isatty(STDIN_FILENO) == 1)
    console.note("llada: type the prompt, end it with Ctrl-D");
  std::string text = flags.text.value_or("");
  if (!flags.text) {
    LLADA_TRY(input, read_standard_input(interrupt));
    text = std::move(input);
    drop_newline(text);
  }
  if (!text.empty()) return text;
  return fail(ErrorCode::kUsage, "the prompt is empty; give -p TEXT, or text on standard input");
}

}  // namespace llada
