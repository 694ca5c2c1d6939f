// The command line described from its own parser, for shells and for the manual page: what is
// printed here cannot fall behind the flags.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace llada {

struct FlagReference {
  std::vector<std::string> names;    // "-m", "--model"; empty for a positional argument
  std::string positional;            // "MODEL"
  std::string value;                 // "N", "PATH", "none|prefix|dual"; empty for a switch
  std::vector<std::string> choices;  // of a value that is one of some words
  std::string help;
};

struct CommandReference {
  std::string name;
  std::string help;
  std::string footer;  // examples
  std::vector<FlagReference> flags;
};

// The subcommands of `app`, in the order they were added.
[[nodiscard]] std::vector<CommandReference> describe_commands(const CLI::App& app);

[[nodiscard]] std::string bash_completion(const std::vector<CommandReference>& commands);
[[nodiscard]] std::string zsh_completion(const std::vector<CommandReference>& commands);
[[nodiscard]] std::string fish_completion(const std::vector<CommandReference>& commands);

// llada(1), in roff.
[[nodiscard]] std::string manual_page(const CLI::App& app,
                                      const std::vector<CommandReference>& commands);

}  // namespace llada
