#include <array>

#include "text/pre_tokenizer.h"
#include "text/quote.h"

namespace llada {
namespace {

struct Named {
  std::string_view name;
  SplitRule rule;
};

// The names that llama.cpp's converter writes for vocabularies cut by one of our rules; the first
// name of a rule is the one we write.
constexpr std::array kNames = {
    Named{"qwen2", SplitRule::kQwen2},
    Named{"bailingmoe", SplitRule::kQwen2},
    Named{"bailingmoe2", SplitRule::kQwen2},
    Named{"llada-moe", SplitRule::kQwen2},
    Named{"deepseek-r1-qwen", SplitRule::kQwen2},
    Named{"megrez", SplitRule::kQwen2},
    Named{"llama-bpe", SplitRule::kLlama3},
    Named{"llama3", SplitRule::kLlama3},
    Named{"llama-v3", SplitRule::kLlama3},
    Named{"falcon3", SplitRule::kLlama3},
    Named{"lfm2", SplitRule::kLlama3},
    Named{"gpt-2", SplitRule::kGpt2},
    Named{"phi-2", SplitRule::kGpt2},
    Named{"mellum", SplitRule::kGpt2},
    Named{"modern-bert", SplitRule::kGpt2},
};

std::string_view first_name(SplitRule rule) {
  for (const Named& named : kNames)
    if (named.rule == rule) return named.name;
  return {};
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// One spelling for patterns that cut alike: newlines are escaped, contractions written out, one
// newline for several (see SplitRule), and quantifiers lose their possessive + where what follows
// could not use anything they would give back (so not in \s+(?!\S)).
std::string canonical(std::string_view regex) {
  std::string text(regex);
  replace_all(text, "\r", R"(\r)");
  replace_all(text, "\n", R"(\n)");
  replace_all(text, R"(]?+\p{L})", R"(]?\p{L})");
  replace_all(text, R"(\p{L}++)", R"(\p{L}+)");
  replace_all(text, R"(\p{N}++)", R"(\p{N}+)");
  replace_all(text, R"(\p{N}{1,3}+)", R"(\p{N}{1,3})");
  replace_all(text, R"(\p{L}\p{N}]++)", R"(\p{L}\p{N}]+)");
  replace_all(text, R"([\r\n]*+)", R"([\r\n]*)");
  replace_all(text, R"(\p{N}{1}|)", R"(\p{N}|)");
  replace_all(text, R"(|\s*[\r\n]+|)", R"(|\s*[\r\n]|)");
  replace_all(text, "'(?i:[sdmt]|ll|ve|re)|", "(?i:'s|'t|'re|'ve|'m|'ll|'d)|");
  replace_all(text, "'(?:[sdmt]|ll|ve|re)|", "'s|'t|'re|'ve|'m|'ll|'d|");
  return text;
}

struct Pattern {
  std::string_view regex;  // canonical
  SplitRule rule;
};

constexpr std::array kPatterns = {
    Pattern{R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|)"
            R"( ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+)",
            SplitRule::kQwen2},
    Pattern{R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|)"
            R"( ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+)",
            SplitRule::kLlama3},
    Pattern{R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)",
            SplitRule::kGpt2},
};

}  // namespace

std::optional<SplitRule> split_rule(std::string_view name) {
  for (const Named& named : kNames)
    if (named.name == name) return named.rule;
  return std::nullopt;
}

Result<SplitRule> require_split_rule(std::string_view name) {
  if (const auto rule = split_rule(name)) return *rule;
  return fail(
      ErrorCode::kUnsupported,
      "pre-tokenizer {} is not known; known are {}; if one of these cuts text the same way, "
      "choose it with --pre-tokenizer NAME",
      name.empty() ? "(none named)" : quote_text(name), pre_tokenizer_names());
}

std::string pre_tokenizer_names() {
  std::string names;
  for (const Named& named : kNames) {
    if (!names.empty()) names += ", ";
    names += named.name;
  }
  return names;
}

std::optional<std::string_view> pre_tokenizer_for_regex(std::string_view regex) {
  constexpr std::size_t kLongestRegex = 4096;
  if (regex.size() > kLongestRegex) return std::nullopt;
  const std::string text = canonical(regex);
  for (const Pattern& pattern : kPatterns)
    if (pattern.regex == text) return first_name(pattern.rule);
  return std::nullopt;
}

bool rule_ignores_merges(SplitRule rule) { return rule == SplitRule::kLlama3; }

}  // namespace llada
