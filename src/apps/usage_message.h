// What was wrong with a command line, in our words where the parser's are vague.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace llada {

// "run, chat, infill, ..."
[[nodiscard]] std::string command_names(const CLI::App& app);

[[nodiscard]] std::string usage_message(const CLI::ParseError& error, const CLI::App& app);

}  // namespace llada
