#include "base/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <thread>

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

// The first index waits for all others, of which half are in its own thread's share.
TEST(ThreadPool, WhoIsDoneHelpsTheOthers) {
  auto pool = ThreadPool::create(2);
  ASSERT_TRUE(pool);
  std::atomic<int> done{0};
  bool helped = false;
  (*pool)->parallel_for(16, 1, [&](IndexRange range, int) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (range.begin == 0 && done < 15 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    if (range.begin == 0) helped = done == 15;
    done += static_cast<int>(range.size());
  });
  EXPECT_TRUE(helped);
  EXPECT_EQ(done, 16);
}

// More threads than cores, so that many shares are taken over.
TEST(ThreadPool, RunsEachShareOnceWhoeverTakesIt) {
  auto pool = ThreadPool::create(9);
  ASSERT_TRUE(pool);
  std::vector<int> counts(9, 0);  // plain: two runs of one share would race
  for (int round = 0; round < 5000; ++round) (*pool)->run([&](int share) { ++counts[static_cast<std::size_t>(share)]; });
  EXPECT_EQ(counts, std::vector<int>(9, 5000));
}

TEST(ThreadPool, TheCallerTakesOverWhatNoWorkerHasBegun) {
  constexpr int kRounds = 200;
  auto pool = ThreadPool::create(64);  // asleep at first, and slower to wake than these shares are to run
  ASSERT_TRUE(pool);
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<int> by_caller{0};
  for (int round = 0; round < kRounds; ++round)
    (*pool)->run([&](int) { by_caller += std::this_thread::get_id() == caller ? 1 : 0; });
  EXPECT_GT(by_caller.load(), kRounds);
  EXPECT_LE(by_caller.load(), 64 * kRounds);
}

}  // namespace
}  // namespace llada
