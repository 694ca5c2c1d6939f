// From a pair of neighbouring tokens to the token they merge into, and when.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "text/tokenizer_data.h"

namespace llada {

struct RankedMerge {
  static constexpr std::uint32_t kNone = UINT32_MAX;

  std::uint32_t rank = kNone;  // the lowest is done first; kNone: the pair does not merge
  TokenId result;
};

class MergeTable {
 public:
  MergeTable() = default;

  // Of two merges of one pair the first counts. Errors: kFormat for pairs made to collide.
  static Result<MergeTable> build(std::span<const Merge> merges);

  [[nodiscard]] RankedMerge find(TokenId left, TokenId right) const;

 private:
  struct Slot {
    std::uint64_t pair;
    RankedMerge merge;
  };

  Status insert(std::uint64_t pair, RankedMerge merge);

  std::vector<Slot> slots_;  // size a power of two
};

}  // namespace llada
