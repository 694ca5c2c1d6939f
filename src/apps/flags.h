// Flags whose values are checked as they are read, with messages that name the bounds or the words
// allowed. A flag given twice takes its last value, so that an alias can be overridden.
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace llada {

// Errors: kUsage for anything that is not wholly a decimal number within [min, max].
template <class T>
Result<T> parse_number(std::string_view text, T min, T max) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  bool inside = whole && value >= min && value <= max;
  if constexpr (std::floating_point<T>) inside = inside && std::isfinite(value);
  if (inside) return value;
  constexpr std::string_view kind = std::floating_point<T> ? "a number" : "a whole number";
  return fail(ErrorCode::kUsage, "'{}' is not {} in {}..{}", text, kind, min, max);
}

// The value behind `text`; the error lists all words. `word_of` gives a choice's name.
template <class Choices>
Result<const typename Choices::value_type*> parse_word(std::string_view text,
                                                       const Choices& choices) {
  std::string allowed;
  for (const auto& choice : choices) {
    if (choice.first == text) return &choice;
    if (!allowed.empty()) allowed += ", ";
    allowed += choice.first;
  }
  return fail(ErrorCode::kUsage, "'{}' is unknown; allowed: {}", text, allowed);
}

// A size in bytes: a whole number with an optional suffix KiB, MiB or GiB. Error: kUsage.
Result<std::uint64_t> parse_bytes(std::string_view text);

// `parse` stores the value or returns an error, whose message is the user's to read.
template <class Parse>
CLI::Option* add_checked(CLI::App& app, const std::string& names, const std::string& help,
                         Parse parse) {
  const auto read = [parse](const std::string& text) {
    const Status status = parse(text);
    if (!status) throw CLI::ValidationError(status.error().message);
  };
  return app.add_option_function<std::string>(names, read, help)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

// `value` is a T or a std::optional<T>, untouched when the flag is not given.
template <class T, class Value>
CLI::Option* add_number(CLI::App& app, const std::string& names, Value& value, T min, T max,
                        const std::string& help) {
  return add_checked(app, names, help,
                     [names, &value, min, max](const std::string& text) -> Status {
                       auto number = parse_number<T>(text, min, max);
                       if (!number) return fail_at(names, std::move(number).error());
                       value = *number;
                       return {};
                     })
      ->type_name("N");
}

// `value` is a std::uint64_t or a std::optional of one: bytes.
template <class Value>
CLI::Option* add_size(CLI::App& app, const std::string& name, Value& value, const std::string& help) {
  return add_checked(app, name, help,
                     [name, &value](const std::string& text) -> Status {
                       auto bytes = parse_bytes(text);
                       if (!bytes) return fail_at(name, std::move(bytes).error());
                       value = *bytes;
                       return {};
                     })
      ->type_name("BYTES");
}

// `choices`: a container of pairs of word and value.
template <class Value, class Choices>
CLI::Option* add_word(CLI::App& app, const std::string& names, Value& value, const Choices& choices,
                      const std::string& help) {
  std::string words;
  for (const auto& choice : choices)
    words += (words.empty() ? "" : "|") + std::string(choice.first);
  return add_checked(app, names, help,
                     [names, &value, &choices](const std::string& text) -> Status {
                       auto choice = parse_word(text, choices);
                       if (!choice) return fail_at(names, std::move(choice).error());
                       value = (*choice)->second;
                       return {};
                     })
      ->type_name(words);
}

// A flag without a value; "--json=yes" is refused.
CLI::Option* add_switch(CLI::App& app, const std::string& names, bool& value,
                        const std::string& help);

// Flags added while it lives, and by no group since, are listed under `title` in the help.
class FlagGroup {
 public:
  FlagGroup(CLI::App& app, std::string title);
  ~FlagGroup();
  FlagGroup(const FlagGroup&) = delete;
  FlagGroup& operator=(const FlagGroup&) = delete;

 private:
  CLI::App& app_;
  std::string title_;
  std::size_t first_;  // of its flags among the command's
};

CLI::Option* add_text(CLI::App& app, const std::string& names, std::string& value,
                      const std::string& help);
CLI::Option* add_text(CLI::App& app, const std::string& names, std::optional<std::string>& value,
                      const std::string& help);
// A name that must be known to `check`, a function from std::string_view to a Result or Status;
// only its kUsage errors count here.
template <class Check>
CLI::Option* add_name(CLI::App& app, const std::string& names, std::string& value,
                      const std::string& help, Check check) {
  return add_checked(app, names, help,
                     [&value, check](const std::string& text) -> Status {
                       const auto checked = check(text);
                       if (!checked && checked.error().code == ErrorCode::kUsage)
                         return tl::unexpected(checked.error());
                       value = text;
                       return {};
                     })
      ->type_name("NAME");
}

}  // namespace llada
