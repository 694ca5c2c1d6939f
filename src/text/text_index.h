// From a token's text to its number.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "text/string_table.h"

namespace llada {

// Holds numbers only: every call is given the same table of texts.
class TextIndex {
 public:
  TextIndex() = default;

  // Indexes texts[i] for which included[i].
  // Errors: kFormat for two included entries with one text, or texts made to collide.
  static Result<TextIndex> build(const StringTable& texts, const std::vector<bool>& included);

  [[nodiscard]] std::optional<TokenId> find(const StringTable& texts, std::string_view text) const;

 private:
  Status insert(const StringTable& texts, std::uint32_t entry);

  std::vector<std::uint32_t> slots_;  // index into texts, or empty; size a power of two
};

}  // namespace llada
