#include "apps/flags.h"

namespace llada {
namespace {

constexpr const char* kUngrouped = "Options";  // CLI11's own word

}  // namespace

FlagGroup::FlagGroup(CLI::App& app, std::string title)
    : app_(app), title_(std::move(title)), first_(app.get_options().size()) {}

FlagGroup::~FlagGroup() {
  const auto options = app_.get_options();
  for (std::size_t at = first_; at < options.size(); ++at) {
    if (options[at]->get_group() == kUngrouped) options[at]->group(title_);
  }
}

CLI::Option* add_switch(CLI::App& app, const std::string& names, bool& value,
                        const std::string& help) {
  return app.add_flag(names, value, help)->disable_flag_override();
}

CLI::Option* add_text(CLI::App& app, const std::string& names, std::string& value,
                      const std::string& help) {
  return app.add_option(names, value, help)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

CLI::Option* add_text(CLI::App& app, const std::string& names, std::optional<std::string>& value,
                      const std::string& help) {
  return add_checked(app, names, help, [&value](const std::string& text) -> Status {
    value = text;
    return {};
  });
}

}  // namespace llada
