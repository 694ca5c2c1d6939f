#include "apps/command_reference.h"

namespace llada {
namespace {

FlagReference describe(const CLI::Option& option) {
  FlagReference flag;
  for (const std::string& name : option.get_snames()) flag.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) flag.names.push_back("--" + name);
  if (flag.names.empty()) flag.positional = option.get_name(true);
  if (option.get_items_expected_max() > 0) flag.value = option.get_type_name();
  if (flag.value.find('|') != std::string::npos) flag.choices = CLI::detail::split(flag.value, '|');
  flag.help = option.get_description();
  return flag;
}

}  // namespace

std::vector<CommandReference> describe_commands(const CLI::App& app) {
  std::vector<CommandReference> commands;
  for (const CLI::App* command : app.get_subcommands({})) {
    CommandReference reference{
        command->get_name(), command->get_description(), command->get_footer(), {}};
    for (const CLI::Option* option : command->get_options())
      reference.flags.push_back(describe(*option));
    commands.push_back(std::move(reference));
  }
  return commands;
}

}  // namespace llada
