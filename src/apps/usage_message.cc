#include "apps/usage_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace llada {
namespace {

constexpr std::size_t kMaxTypos = 2;

bool is_flag(std::string_view argument) { return argument.starts_with('-') && argument.size() > 1; }

// Characters to insert, delete or replace to get from one word to the other (Levenshtein).
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] != to[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

// The word that was probably meant; empty if none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& words) {
  std::string best;
  std::size_t best_distance = kMaxTypos + 1;
  for (const std::string& candidate : words) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best.size() > kMaxTypos ? best : "";
}

std::string suggestion(std::string_view word, const std::vector<std::string>& words) {
  const std::string meant = nearest(word, words);
  return meant.empty() ? "" : fmt::format(", did you mean {}?", meant);
}

std::vector<std::string> long_flags(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> command_list(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

}  // namespace

std::string command_names(const CLI::App& app) {
  std::string names;
  for (const std::string& name : command_list(app)) names += (names.empty() ? "" : ", ") + name;
  return names;
}

std::string usage_message(const CLI::ParseError& error, const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  const CLI::App& command = parsed.empty() ? app : *parsed.front();
  const std::string name = parsed.empty() ? "llada" : "llada " + command.get_name();
  const std::string help = fmt::format("see '{} --help'", name);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr) {
    return fmt::format("{}; {}", error.what(), help);
  }
  const auto extras = app.remaining(true);
  const std::string extra = extras.empty() ? "" : extras.front();
  if (is_flag(extra)) {
    return fmt::format("unknown flag {}{}; {}", extra, suggestion(extra, long_flags(command)),
                       help);
  }
  if (!parsed.empty()) return fmt::format("'{}' is one argument too many; {}", extra, help);
  return fmt::format("unknown command '{}'{}; commands: {}", extra,
                     suggestion(extra, command_list(app)), command_names(app));
}

}  // namespace llada
