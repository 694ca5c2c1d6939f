// Completion scripts: subcommands, their flags, and the words a flag allows; files anywhere else.
#include <fmt/ranges.h>

#include "apps/command_reference.h"

namespace llada {
namespace {

std::vector<std::string> command_names(const std::vector<CommandReference>& commands) {
  std::vector<std::string> names;
  for (const CommandReference& command : commands) names.push_back(command.name);
  return names;
}

std::vector<std::string> flag_names(const CommandReference& command) {
  std::vector<std::string> names;
  for (const FlagReference& flag : command.flags)
    names.insert(names.end(), flag.names.begin(), flag.names.end());
  return names;
}

// Between single quotes of a shell.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

// _arguments reads these characters of a specification as its own.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string bash_choices(const std::vector<CommandReference>& commands) {
  std::string cases;
  for (const CommandReference& command : commands) {
    for (const FlagReference& flag : command.flags) {
      for (const std::string& name : flag.names) {
        if (flag.choices.empty()) continue;
        cases += fmt::format("    {}/{}) COMPREPLY=($(compgen -W '{}' -- \"$cur\")); return ;;\n",
                             command.name, name, fmt::join(flag.choices, " "));
      }
    }
  }
  return cases;
}

std::string zsh_argument(const FlagReference& flag) {
  const std::string action =
      flag.choices.empty() ? "_files" : fmt::format("({})", fmt::join(flag.choices, " "));
  const std::string value = flag.value.empty() ? "" : fmt::format(":value:{}", action);
  std::string lines;
  for (const std::string& name : flag.names) {
    lines += fmt::format(" \\\n        {}",
                         shell_quoted(fmt::format("{}[{}]{}", name, zsh_text(flag.help), value)));
  }
  return lines;
}

std::string fish_flag(const CommandReference& command, const FlagReference& flag) {
  std::string line =
      fmt::format("complete -c llada -n '__fish_seen_subcommand_from {}'", command.name);
  for (const std::string& name : flag.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!flag.choices.empty()) line += fmt::format(" -x -a '{}'", fmt::join(flag.choices, " "));
  if (flag.choices.empty() && !flag.value.empty()) line += " -r";
  return line + " -d " + shell_quoted(flag.help) + "\n";
}

}  // namespace

std::string bash_completion(const std::vector<CommandReference>& commands) {
  const auto names = command_names(commands);
  std::string words;
  for (const CommandReference& command : commands) {
    words +=
        fmt::format("    {}) words='{}' ;;\n", command.name, fmt::join(flag_names(command), " "));
  }
  return fmt::format(
      "# bash completion for llada; load it with: source <(llada completion bash)\n"
      "_llada() {{\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} command= words= "
      "word\n"
      "  for word in \"${{COMP_WORDS[@]:1:COMP_CWORD-1}}\"; do\n"
      "    case $word in {}) command=$word; break ;; esac\n"
      "  done\n"
      "  case $command/$prev in\n{}  esac\n"
      "  case $command in\n"
      "    '') words='{} --help --version' ;;\n{}  esac\n"
      "  if [[ -z $command || $cur == -* ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
      "  else\n"
      "    COMPREPLY=($(compgen -f -- \"$cur\"))\n"
      "  fi\n"
      "}}\n"
      "complete -o filenames -F _llada llada\n",
      fmt::join(names, "|"), bash_choices(commands), fmt::join(names, " "), words);
}

std::string zsh_completion(const std::vector<CommandReference>& commands) {
  std::string list;
  std::string cases;
  for (const CommandReference& command : commands) {
    list += "    " + shell_quoted(command.name + ":" + zsh_text(command.help)) + "\n";
    cases += fmt::format("    {})\n      _arguments", command.name);
    for (const FlagReference& flag : command.flags) cases += zsh_argument(flag);
    cases += " \\\n        '*:file:_files' ;;\n";
  }
  return fmt::format(
      "#compdef llada\n"
      "# zsh completion for llada; load it with: source <(llada completion zsh)\n"
      "_llada() {{\n"
      "  local -a commands=(\n{}  )\n"
      "  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
      "  local command=$words[2]\n"
      "  shift words\n"
      "  (( CURRENT-- ))\n"
      "  case $command in\n{}  esac\n"
      "}}\n"
      "compdef _llada llada\n",
      list, cases);
}

std::string fish_completion(const std::vector<CommandReference>& commands) {
  std::string script =
      "# fish completion for llada; load it with: llada completion fish | source\n";
  for (const CommandReference& command : commands) {
    script += fmt::format("complete -c llada -n __fish_use_subcommand -a {} -d {}\n", command.name,
                          shell_quoted(command.help));
    for (const FlagReference& flag : command.flags) {
      if (!flag.names.empty()) script += fish_flag(command, flag);
    }
  }
  return script;
}

}  // namespace llada
