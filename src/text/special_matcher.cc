#include "text/special_matcher.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace llada {
namespace {

std::string_view text_of(const StringTable& texts, TokenId token) {
  return texts[static_cast<std::size_t>(token.value)];
}

// The byte of a token's text at `depth` as a number; -1 past its end, so that it sorts first.
int byte_at(std::string_view text, std::size_t depth) {
  return depth < text.size() ? static_cast<std::uint8_t>(text[depth]) : -1;
}

}  // namespace

SpecialMatcher::SpecialMatcher(const StringTable& texts, std::vector<TokenId> tokens)
    : tokens_(std::move(tokens)) {
  std::ranges::sort(tokens_, {}, [&](TokenId token) { return text_of(texts, token); });
  for (const TokenId token : tokens_)
    first_bytes_.set(static_cast<std::uint8_t>(text_of(texts, token).front()));
}

std::optional<SpecialMatcher::Match> SpecialMatcher::find(const StringTable& texts,
                                                          std::string_view text) const {
  if (tokens_.empty()) return std::nullopt;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!first_bytes_[static_cast<std::uint8_t>(text[at])]) continue;
    if (auto match = match_at(texts, text, at)) return match;
  }
  return std::nullopt;
}

// Narrows the sorted tokens, byte by byte, to those that begin as the text does; each one that ends
// on the way is a longer match than the one before.
std::optional<SpecialMatcher::Match> SpecialMatcher::match_at(const StringTable& texts,
                                                              std::string_view text,
                                                              std::size_t at) const {
  auto low = tokens_.begin();
  auto high = tokens_.end();
  std::optional<Match> longest;
  for (std::size_t depth = 0; low != high && at + depth <= text.size(); ++depth) {
    if (text_of(texts, *low).size() == depth) {
      longest = Match{at, depth, *low};
      ++low;
    }
    if (at + depth == text.size()) break;
    const int wanted = static_cast<std::uint8_t>(text[at + depth]);
    const auto key = [&](TokenId token) { return byte_at(text_of(texts, token), depth); };
    low = std::ranges::lower_bound(low, high, wanted, {}, key);
    high = std::ranges::upper_bound(low, high, wanted, {}, key);
  }
  return longest;
}

}  // namespace llada
