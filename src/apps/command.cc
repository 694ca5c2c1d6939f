#include "apps/command.h"

#include <new>

#include "apps/build_info.h"
#include "apps/exit_code.h"
#include "apps/terminal_text.h"
#include "apps/usage_message.h"

namespace llada {
namespace {

constexpr const char* kFooter =
    "Examples:\n"
    "  llada run -p \"A box holds 6 eggs. How many eggs are in 7 boxes?\"\n"
    "  llada run model.gguf --visual < question.txt\n"
    "  llada chat model.gguf\n"
    "  llada bench --shape llada-8b --type q4_0\n"
    "\n"
    "Exit codes: 0 done, 1 failure, 2 wrong usage, 130 interrupted.\n"
    "Environment: LLADA_MODEL names the default model, NO_COLOR turns off colour and movement.";

std::string version_line() {
  const std::string commit =
      build_info::kGitCommit.empty() ? "" : fmt::format(", commit {}", build_info::kGitCommit);
  return fmt::format("llada {} ({} {}{})", build_info::kVersion, build_info::kTarget,
                     build_info::kBuildType, commit);
}

// One line, whatever the message holds.
void report(Console& console, std::string_view message) {
  console.draw("llada: error: " + visible_line(message) + "\n");
}

// "llada help run" is "llada run --help".
std::vector<const char*> without_help_command(int argc, const char* const* argv) {
  std::vector<const char*> words(argv, argv + argc);
  if (argc < 2 || std::string_view(argv[1]) != "help") return words;
  words.erase(words.begin() + 1);
  words.push_back("--help");
  return words;
}

// Sets `code` and returns false when there is nothing more to do: help, version or a usage error.
bool parse(CommandLine& line, int argc, const char* const* argv, Console& console, int& code) {
  try {
    const auto words = without_help_command(argc, argv);
    line.app.parse(static_cast<int>(words.size()), words.data());
    if (line.chosen) return true;
    report(console, fmt::format("no command given; commands: {}; see 'llada --help'",
                                command_names(line.app)));
    code = kExitUsage;
  } catch (const CLI::CallForAllHelp&) {
    console.print(line.app.help("", CLI::AppFormatMode::All));
  } catch (const CLI::CallForHelp&) {
    const auto parsed = line.app.get_subcommands();
    console.print(parsed.empty() ? line.app.help() : parsed.front()->help("llada"));
  } catch (const CLI::CallForVersion& version) {
    console.print(std::string(version.what()) + "\n");
  } catch (const CLI::ParseError& error) {
    report(console, usage_message(error, line.app));
    code = kExitUsage;
  }
  return false;
}

// Exceptions cannot come from our own code; memory can still run out inside the libraries we use.
Status run_chosen(const Action& chosen, Console& console) {
  try {
    return chosen(console);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::kOutOfMemory, "out of memory");
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInternal, "{}", error.what());
  }
}

int finish(const Status& status, Console& console) {
  const Status flushed = console.flush();
  if (console.output_closed()) return kExitClosedPipe;
  if (!status) {
    report(console, status.error().message);
    return exit_code(status.error().code);
  }
  if (flushed) return kExitSuccess;
  report(console, flushed.error().message);
  return exit_code(flushed.error().code);
}

}  // namespace

void build_command_line(CommandLine& line) {
  line.app.name("llada");
  line.app.description("Runs diffusion language models: a prompt in, denoised text out.");
  line.app.footer(kFooter);
  line.app.set_version_flag("--version", version_line());
  line.app.require_subcommand(0, 1);
  line.app.get_formatter()->column_width(34);
  for (const auto add :
       {add_run, add_chat, add_infill, add_eval, add_bench, add_inspect, add_tokenize, add_logits,
        add_convert, add_quantize, add_profile, add_plan, add_simulate, add_doctor,
        add_completion}) {
    add(line);
  }
}

int run_command_line(int argc, const char* const* argv) {
  ignore_broken_pipes();
  Console console;
  CommandLine line;
  build_command_line(line);
  int code = kExitSuccess;
  if (!parse(line, argc, argv, console, code)) {
    const int printed = finish({}, console);
    return code != kExitSuccess ? code : printed;
  }
  return finish(run_chosen(line.chosen, console), console);
}

}  // namespace llada
