// llada completion: scripts for shells, and the manual page.
#include <array>

#include "apps/command.h"
#include "apps/command_reference.h"
#include "apps/flags.h"

namespace llada {
namespace {

using namespace std::string_view_literals;

enum class Form { kBash, kZsh, kFish, kManual };
constexpr std::array kForms{std::pair{"bash"sv, Form::kBash}, std::pair{"zsh"sv, Form::kZsh},
                            std::pair{"fish"sv, Form::kFish}, std::pair{"man"sv, Form::kManual}};

struct CompletionFlags {
  OutputFlags output;
  Form form = Form::kBash;
};

void add_flags(CLI::App& app, CompletionFlags& flags) {
  add_word(app, "SHELL", flags.form, kForms, "The shell, or man for the manual page")->required();
}

Status completion(const CompletionFlags& flags, Console& console) {
  CommandLine line;
  build_command_line(line);
  const auto commands = describe_commands(line.app);
  switch (flags.form) {
    case Form::kBash:
      console.print(bash_completion(commands));
      break;
    case Form::kZsh:
      console.print(zsh_completion(commands));
      break;
    case Form::kFish:
      console.print(fish_completion(commands));
      break;
    case Form::kManual:
      console.print(manual_page(line.app, commands));
      break;
  }
  return {};
}

}  // namespace

void add_completion(CommandLine& line) {
  add_command<CompletionFlags>(line, "completion",
                               "Print a completion script for a shell, or the manual page",
                               "Examples:\n"
                               "  source <(llada completion bash)\n"
                               "  llada completion man > llada.1",
                               add_flags, completion);
}

}  // namespace llada
