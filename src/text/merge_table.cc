#include "text/merge_table.h"

#include <cstddef>

#include "text/probe_limit.h"

namespace llada {
namespace {

constexpr std::uint64_t kEmpty = UINT64_MAX;  // no pair: ids are not negative

std::uint64_t pair_of(TokenId left, TokenId right) {
  return std::uint64_t{static_cast<std::uint32_t>(left.value)} << 32 |
         static_cast<std::uint32_t>(right.value);
}

// Multiplication by an odd constant (the golden ratio) moves every bit of the pair upwards; the
// fold brings the best mixed ones down to where the mask looks.
std::size_t hash_of(std::uint64_t pair) {
  const std::uint64_t mixed = pair * 0x9E3779B97F4A7C15u;
  return static_cast<std::size_t>(mixed ^ mixed >> 32);
}

}  // namespace

Result<MergeTable> MergeTable::build(std::span<const Merge> merges) {
  MergeTable table;
  table.slots_.assign(slots_for(merges.size()), Slot{kEmpty, {}});
  for (std::size_t rank = 0; rank < merges.size(); ++rank) {
    const Merge& merge = merges[rank];
    LLADA_CHECK(table.insert(pair_of(merge.left, merge.right),
                             {static_cast<std::uint32_t>(rank), merge.result}));
  }
  return table;
}

Status MergeTable::insert(std::uint64_t pair, RankedMerge merge) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash_of(pair) & mask;
  for (std::size_t probes = 0; probes < kMaxProbes; ++probes, slot = (slot + 1) & mask) {
    if (slots_[slot].pair == pair) return {};
    if (slots_[slot].pair == kEmpty) {
      slots_[slot] = {pair, merge};
      return {};
    }
  }
  return fail(ErrorCode::kFormat, "merge {}: more than {} merges share its hash", merge.rank,
              kMaxProbes);
}

RankedMerge MergeTable::find(TokenId left, TokenId right) const {
  const std::uint64_t pair = pair_of(left, right);
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash_of(pair) & mask;
  for (std::size_t probes = 0; probes < kMaxProbes; ++probes, slot = (slot + 1) & mask) {
    if (slots_[slot].pair == pair) return slots_[slot].merge;
    if (slots_[slot].pair == kEmpty) break;
  }
  return {};
}

}  // namespace llada
