#include "decode/latency_table.h"

#include <gtest/gtest.h>

namespace llada {
namespace {

// 32 and 64 rows cost the same within the noise, 128 twice that.
LatencyTable table() {
  return {{{32, 1.0}, {64, 1.01}, {128, 2.0}}, {{1, 0.3}, {4, 0.9}, {8, 1.7}}, 0};
}

TEST(LatencyTable, RowsAreFreeUntilTheNextBucketThatCostsMore) {
  EXPECT_EQ(free_rows(table(), 10), 54);
  EXPECT_EQ(free_rows(table(), 64), 0);
  EXPECT_EQ(free_rows(table(), 65), 63);
}

TEST(LatencyTable, RowsAreNotFreeBeyondTheMemoryBudget) {
  LatencyTable small = table();
  small.max_rows = 40;
  EXPECT_EQ(free_rows(small, 10), 30);
  EXPECT_EQ(free_rows(small, 50), 0);
}

TEST(LatencyTable, AnEmptyOneKnowsNothing) {
  EXPECT_EQ(free_rows({}, 10), std::nullopt);
  EXPECT_EQ(bucket_width({}, 10), 10);
  EXPECT_EQ(side_rows_within({}, 32, 5), 5);
}

TEST(LatencyTable, BeyondTheWidestBucketNothingIsFreeAndTimeGrowsInProportion) {
  EXPECT_EQ(free_rows(table(), 200), 0);
  EXPECT_EQ(bucket_width(table(), 200), 200);
  EXPECT_DOUBLE_EQ(dense_seconds(table(), 256), 4.0);
}

TEST(LatencyTable, TheSidePathGetsWhatItDoesInNineTenthsOfADenseStep) {
  EXPECT_EQ(side_rows_within(table(), 32, 8), 4);
  EXPECT_EQ(side_rows_within(table(), 128, 8), 8);
  EXPECT_EQ(side_rows_within(table(), 128, 3), 3);
}

TEST(LatencyTable, WidthsMustAscendAndTimesBeAboveZero) {
  EXPECT_TRUE(validate(table()));
  EXPECT_FALSE(validate(LatencyTable{{{32, 1}, {32, 2}}, {}, 0}));
  EXPECT_FALSE(validate(LatencyTable{{{0, 1}}, {}, 0}));
  EXPECT_FALSE(validate(LatencyTable{{{8, 0}}, {}, 0}));
  const Status side = validate(LatencyTable{{{8, 1}}, {{1, 1}, {2, -1}}, 0});
  ASSERT_FALSE(side);
  EXPECT_NE(side.error().message.find("side[1]"), std::string::npos);
}

}  // namespace
}  // namespace llada
