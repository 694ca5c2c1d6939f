// Finds special tokens written out in a text.
#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "text/string_table.h"

namespace llada {

class SpecialMatcher {
 public:
  struct Match {
    std::size_t at = 0;
    std::size_t bytes = 0;
    TokenId token;
    friend bool operator==(const Match&, const Match&) = default;
  };

  SpecialMatcher() = default;
  SpecialMatcher(const StringTable& texts, std::vector<TokenId> tokens);

  // The leftmost match in `text`, the longest of those that start there. Takes at most the longest
  // token's length times the logarithm of their number per byte of text. `texts` as constructed
  // with.
  [[nodiscard]] std::optional<Match> find(const StringTable& texts, std::string_view text) const;

 private:
  [[nodiscard]] std::optional<Match> match_at(const StringTable& texts, std::string_view text,
                                              std::size_t at) const;

  std::vector<TokenId> tokens_;  // sorted by text
  std::bitset<256> first_bytes_;
};

}  // namespace llada
