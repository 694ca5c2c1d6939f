#include "apps/flags.h"

#include <array>

#include "base/checked.h"

namespace llada {
namespace {

using namespace std::string_view_literals;

constexpr const char* kUngrouped = "Options";  // CLI11's own word


constexpr std::array kUnits{std::pair{"KiB"sv, std::uint64_t{1} << 10},
                            std::pair{"MiB"sv, std::uint64_t{1} << 20},
                            std::pair{"GiB"sv, std::uint64_t{1} << 30}};
constexpr std::uint64_t kMaxSize = std::uint64_t{1} << 40;

}  // namespace

Result<std::uint64_t> parse_bytes(std::string_view text) {
  std::uint64_t unit = 1;
  std::string_view digits = text;
  for (const auto& [suffix, bytes] : kUnits) {
    if (!digits.ends_with(suffix)) continue;
    digits.remove_suffix(suffix.size());
    unit = bytes;
  }
  const auto number = parse_number<std::uint64_t>(digits, 1, kMaxSize);
  const auto bytes = number ? checked_mul(*number, unit) : std::nullopt;
  if (bytes && *bytes <= kMaxSize) return *bytes;
  return fail(ErrorCode::kUsage,
              "'{}' is no size; give a whole number of bytes up to 1024GiB, or one with KiB, MiB "
              "or GiB, such as 2GiB",
              text);
}

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
