#include "text/bpe_merger.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "text/tiny_tokenizer.h"

namespace llada {
namespace {

using test::ids;

Merge merge_of(int left, int right, int result) {
  return {TokenId(left), TokenId(right), TokenId(result)};
}

std::vector<TokenId> by_scan(const MergeTable& table, std::vector<TokenId> symbols) {
  BpeMerger(table).merge_by_scan(symbols);
  return symbols;
}

std::vector<TokenId> by_queue(const MergeTable& table, std::vector<TokenId> symbols) {
  BpeMerger(table).merge_by_queue(symbols);
  return symbols;
}

TEST(BpeMerger, TheLowestRankIsMergedFirstWhereverItStands) {
  // 1 2 3 4: rank 0 is (3 4), which takes 3 away from (2 3).
  const std::vector<Merge> merges = {merge_of(3, 4, 10), merge_of(2, 3, 11), merge_of(1, 2, 12)};
  const MergeTable table = test::take(MergeTable::build(merges));
  EXPECT_EQ(by_scan(table, ids({1, 2, 3, 4})), ids({12, 10}));
}

TEST(BpeMerger, OfEqualRanksTheLeftmostIsMergedFirst) {
  const std::vector<Merge> merges = {merge_of(1, 1, 2)};
  const MergeTable table = test::take(MergeTable::build(merges));
  EXPECT_EQ(by_scan(table, ids({1, 1, 1})), ids({2, 1}));
  EXPECT_EQ(by_queue(table, ids({1, 1, 1})), ids({2, 1}));
  EXPECT_EQ(by_queue(table, ids({1, 1, 1, 1})), ids({2, 2}));
}

TEST(BpeMerger, OfTwoMergesOfOnePairTheFirstCounts) {
  const std::vector<Merge> merges = {merge_of(1, 2, 3), merge_of(1, 2, 4)};
  const MergeTable table = test::take(MergeTable::build(merges));
  EXPECT_EQ(by_scan(table, ids({1, 2})), ids({3}));
}

TEST(BpeMerger, NothingAndOneSymbolStayAsTheyAre) {
  const MergeTable table = test::take(MergeTable::build({}));
  EXPECT_EQ(by_queue(table, {}), ids({}));
  EXPECT_EQ(by_scan(table, {}), ids({}));
  EXPECT_EQ(by_queue(table, ids({7})), ids({7}));
}

// Random merges over a small alphabet, so that merges compete and chain; ids stay below 40.
RC_GTEST_PROP(BpeMerger, ScanAndQueueAgree, ()) {
  std::vector<Merge> merges;
  const auto symbol = rc::gen::inRange(0, 40);
  const int count = *rc::gen::inRange(0, 60);
  for (int i = 0; i < count; ++i) merges.push_back(merge_of(*symbol, *symbol, *symbol));
  const MergeTable table = test::take(MergeTable::build(merges));
  const auto numbers = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 8));
  std::vector<TokenId> symbols;
  for (const int number : numbers) symbols.emplace_back(number);
  RC_ASSERT(by_scan(table, symbols) == by_queue(table, symbols));
}

// The table's hash is (pair * odd) folded to its low half, so pairs that share slot 0 are the
// inverse images of numbers with equal halves.
std::vector<Merge> colliding_merges(std::size_t count) {
  constexpr std::uint64_t kInverse = 0xF1DE83E19937733Du;  // of 0x9E3779B97F4A7C15 modulo 2^64
  constexpr std::uint64_t kNegativeIds = 0x8000000080000000u;
  std::vector<Merge> merges;
  for (std::uint64_t half = 0; merges.size() < count; ++half) {
    const std::uint64_t pair = (half << 32 | half) * kInverse;
    if ((pair & kNegativeIds) != 0) continue;
    merges.push_back(merge_of(static_cast<int>(pair >> 32), static_cast<int>(pair), 1));
  }
  return merges;
}

TEST(MergeTable, PairsMadeToCollideAreAnErrorNotAStall) {
  EXPECT_TRUE(MergeTable::build(colliding_merges(500)));
  const auto table = MergeTable::build(colliding_merges(600));
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, ErrorCode::kFormat);
}

}  // namespace
}  // namespace llada
