// The subcommands: each file adds one to the parser and leaves behind what to run when it is
// chosen.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "apps/console.h"
#include "apps/options.h"

namespace llada {

using Action = std::function<Status(Console&)>;

// The program's command line; `chosen` is empty until a subcommand has been parsed.
struct CommandLine {
  CLI::App app;
  Action chosen;
};

void add_run(CommandLine& line);
void add_chat(CommandLine& line);
void add_infill(CommandLine& line);
void add_eval(CommandLine& line);
void add_bench(CommandLine& line);
void add_inspect(CommandLine& line);
void add_tokenize(CommandLine& line);
void add_logits(CommandLine& line);
void add_convert(CommandLine& line);
void add_quantize(CommandLine& line);
void add_profile(CommandLine& line);
void add_plan(CommandLine& line);
void add_simulate(CommandLine& line);
void add_doctor(CommandLine& line);
void add_completion(CommandLine& line);

// Adds a subcommand with its output flags and examples. `add_flags` binds its other flags to a
// Flags (which has a member `output`), `run` is called with them when the subcommand is chosen.
template <class Flags>
CLI::App* add_command(CommandLine& line, const char* name, const char* what, const char* examples,
                      void (*add_flags)(CLI::App&, Flags&), Status (*run)(const Flags&, Console&)) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = line.app.add_subcommand(name, what);
  command->footer(examples);
  add_flags(*command, *flags);
  add_output_flags(*command, flags->output);
  command->callback([&line, flags, run] {
    line.chosen = [flags, run](Console& console) {
      console.set_quiet(flags->output.quiet);
      return run(*flags, console);
    };
  });
  return command;
}

// Builds the parser, runs what `argv` asks for, reports errors. Returns the process's exit code.
int run_command_line(int argc, const char* const* argv);

// All commands, ready to parse.
void build_command_line(CommandLine& line);

}  // namespace llada
