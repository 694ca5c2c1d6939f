// The manual page, made from the parser.
#include <fmt/ranges.h>

#include "apps/build_info.h"
#include "apps/command_reference.h"

namespace llada {
namespace {

// roff takes a leading dot or quote as a request, and backslashes and bare hyphens as its own.
std::string roff(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
    line_start = c == '\n';
  }
  return out;
}

std::string flag_section(const FlagReference& flag) {
  if (flag.names.empty())
    return fmt::format(".TP\n.I {}\n{}\n", roff(flag.positional), roff(flag.help));
  const std::string value = flag.value.empty() ? "" : fmt::format(" \\fI{}\\fR", roff(flag.value));
  return fmt::format(".TP\n\\fB{}\\fR{}\n{}\n",
                     roff(fmt::format("{}", fmt::join(flag.names, ", "))), value, roff(flag.help));
}

std::string command_section(const CommandReference& command) {
  std::string text = fmt::format(".SS llada {}\n{}.\n", command.name, roff(command.help));
  for (const FlagReference& flag : command.flags) text += flag_section(flag);
  return text + fmt::format(".PP\n.nf\n{}\n.fi\n", roff(command.footer));
}

}  // namespace

std::string manual_page(const CLI::App& app, const std::vector<CommandReference>& commands) {
  std::string text = fmt::format(
      ".\\\" Made by: llada completion man\n"
      ".TH LLADA 1 \"\" \"llada {}\" \"User Commands\"\n"
      ".SH NAME\nllada \\- run diffusion language models\n"
      ".SH SYNOPSIS\n.B llada\n.I command\n[\\fIMODEL\\fR] [\\fIflags\\fR]\n"
      ".SH DESCRIPTION\n{}\n.SH COMMANDS\n",
      build_info::kVersion, roff(app.get_description()));
  for (const CommandReference& command : commands) text += command_section(command);
  return text + fmt::format(".SH NOTES\n.nf\n{}\n.fi\n", roff(app.get_footer()));
}

}  // namespace llada
