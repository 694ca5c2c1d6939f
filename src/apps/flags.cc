#include "apps/flags.h"

namespace llada {

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
