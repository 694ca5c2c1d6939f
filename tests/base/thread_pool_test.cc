#include "base/thread_pool.h"

#include <gtest/gtest.h>

#include <numeric>

namespace llada {
namespace {

TEST(ThreadPool, SplitsCoverEveryIndexOnceInWholeGrains) {
  for (std::size_t count : {0u, 1u, 15u, 16u, 17u, 1000u}) {
    for (std::size_t parts : {1u, 2u, 3u, 7u}) {
      std::size_t at = 0;
      for (std::size_t part = 0; part < parts; ++part) {
        const IndexRange range = split_range(count, 16, part, parts);
        EXPECT_EQ(range.begin, at);
        EXPECT_TRUE(range.begin % 16 == 0 || range.begin == count);
        at = range.end;
      }
      EXPECT_EQ(at, count);
    }
  }
}

TEST(ThreadPool, RunsEveryJobOnEveryThreadManyTimes) {
  for (int threads : {1, 2, 5}) {
    auto pool = ThreadPool::create(threads);
    ASSERT_TRUE(pool);
    std::vector<int> sums(100, 0);
    for (int round = 0; round < 2000; ++round) {
      (*pool)->parallel_for(sums.size(), 1, [&](IndexRange range, int) {
        for (std::size_t i = range.begin; i < range.end; ++i) ++sums[i];
      });
    }
    for (int sum : sums) EXPECT_EQ(sum, 2000);
  }
}

}  // namespace
}  // namespace llada
