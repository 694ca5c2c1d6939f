// The merging of byte-level BPE: of all neighbouring pairs the one of lowest rank is merged, the
// leftmost of equals first, until none merges.
#pragma once

#include <cstdint>
#include <queue>
#include <vector>

#include "base/ids.h"
#include "text/merge_table.h"

namespace llada {

// Holds scratch memory between calls: one per thread.
class BpeMerger {
 public:
  explicit BpeMerger(const MergeTable& table) : table_(table) {}

  // Merges `symbols` in place. Picks one of the two ways below by length.
  void merge(std::vector<TokenId>& symbols);

  // Quadratic in the number of symbols, and the faster one below kLongPiece.
  void merge_by_scan(std::vector<TokenId>& symbols);

  // O(n log n): a queue of candidate pairs over a linked list.
  void merge_by_queue(std::vector<TokenId>& symbols);

  static constexpr std::size_t kLongPiece = 64;

 private:
  struct Node {
    TokenId symbol;
    std::uint32_t previous;
    std::uint32_t next;
  };
  struct Candidate {
    std::uint32_t rank;
    std::uint32_t left;   // node; equal ranks are served from the left
    TokenId left_symbol;  // what the pair was when it was queued: a later change makes it stale
    TokenId right_symbol;
    TokenId result;
    friend bool operator>(const Candidate& a, const Candidate& b) {
      return a.rank != b.rank ? a.rank > b.rank : a.left > b.left;
    }
  };

  void link(const std::vector<TokenId>& symbols);
  void queue_pair(std::uint32_t left);
  void apply(const Candidate& candidate);

  const MergeTable& table_;
  std::vector<RankedMerge> pairs_;  // pairs_[i]: symbols i and i + 1
  std::vector<Node> nodes_;
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue_;
};

}  // namespace llada
