#include "text/bpe_merger.h"

#include <algorithm>

namespace llada {
namespace {

constexpr std::uint32_t kNoNode = UINT32_MAX;

bool lower_rank(const RankedMerge& a, const RankedMerge& b) { return a.rank < b.rank; }

}  // namespace

void BpeMerger::merge(std::vector<TokenId>& symbols) {
  symbols.size() < kLongPiece ? merge_by_scan(symbols) : merge_by_queue(symbols);
}

void BpeMerger::merge_by_scan(std::vector<TokenId>& symbols) {
  pairs_.clear();
  for (std::size_t i = 1; i < symbols.size(); ++i)
    pairs_.push_back(table_.find(symbols[i - 1], symbols[i]));
  while (!pairs_.empty()) {
    const auto best = std::ranges::min_element(pairs_, lower_rank);
    if (best->rank == RankedMerge::kNone) return;
    const auto at = best - pairs_.begin();
    symbols[static_cast<std::size_t>(at)] = best->result;
    symbols.erase(symbols.begin() + at + 1);
    pairs_.erase(best);
    const auto i = static_cast<std::size_t>(at);
    if (i > 0) pairs_[i - 1] = table_.find(symbols[i - 1], symbols[i]);
    if (i < pairs_.size()) pairs_[i] = table_.find(symbols[i], symbols[i + 1]);
  }
}

void BpeMerger::merge_by_queue(std::vector<TokenId>& symbols) {
  if (symbols.empty()) return;
  link(symbols);
  while (!queue_.empty()) {
    const Candidate candidate = queue_.top();
    queue_.pop();
    apply(candidate);
  }
  symbols.clear();
  for (std::uint32_t node = 0; node != kNoNode; node = nodes_[node].next)
    symbols.push_back(nodes_[node].symbol);
}

void BpeMerger::link(const std::vector<TokenId>& symbols) {
  nodes_.clear();
  const auto count = static_cast<std::uint32_t>(symbols.size());
  for (std::uint32_t i = 0; i < count; ++i)
    nodes_.push_back({symbols[i], i == 0 ? kNoNode : i - 1, i + 1 == count ? kNoNode : i + 1});
  for (std::uint32_t i = 0; i < count; ++i) queue_pair(i);
}

void BpeMerger::queue_pair(std::uint32_t left) {
  if (left == kNoNode || nodes_[left].next == kNoNode) return;
  const TokenId left_symbol = nodes_[left].symbol;
  const TokenId right_symbol = nodes_[nodes_[left].next].symbol;
  const RankedMerge merge = table_.find(left_symbol, right_symbol);
  if (merge.rank == RankedMerge::kNone) return;
  queue_.push({merge.rank, left, left_symbol, right_symbol, merge.result});
}

// A node that was merged away keeps a symbol of -1, so that candidates that name it are stale.
void BpeMerger::apply(const Candidate& candidate) {
  constexpr TokenId kGone(-1);
  Node& left = nodes_[candidate.left];
  if (left.symbol != candidate.left_symbol || left.next == kNoNode) return;
  Node& right = nodes_[left.next];
  if (right.symbol != candidate.right_symbol) return;
  left.symbol = candidate.result;
  right.symbol = kGone;
  left.next = right.next;
  if (left.next != kNoNode) nodes_[left.next].previous = candidate.left;
  queue_pair(left.previous);
  queue_pair(candidate.left);
}

}  // namespace llada
