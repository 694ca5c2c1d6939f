#include "npu/virtual/soc.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace llada {
namespace {

using std::chrono::nanoseconds;

constexpr Nanoseconds kForever = Nanoseconds::max() / 4;

SocJob copy_job(Lane lane, std::uint64_t bytes, std::uint64_t rate, std::uint64_t traffic = 1) {
  return {lane, "copy", bytes, rate, traffic, Nanoseconds(0)};
}
SocJob fixed_job(Lane lane, std::int64_t time) {
  return {lane, "work", 0, 1, 1, Nanoseconds(time)};
}

TEST(Soc, AJobMovesItsBytesAndThenTakesItsFixedTime) {
  SocModel soc(1'000'000'000'000);
  SocJob job = copy_job(Lane::kNpu, 1000, 1'000'000'000);
  job.fixed = Nanoseconds(77);
  const JobId id = soc.add(job);
  ASSERT_TRUE(soc.run_until(id, kForever));
  EXPECT_EQ(soc.now().count(), 1077);
}

TEST(Soc, JobsOfOneLaneRunOneAfterAnotherAndLanesOverlap) {
  SocModel soc(1, true);
  soc.add(fixed_job(Lane::kNpu, 100));
  const JobId second = soc.add(fixed_job(Lane::kNpu, 50));
  const JobId beside = soc.add(fixed_job(Lane::kCpu, 120));
  ASSERT_TRUE(soc.run_until(second, kForever));
  EXPECT_EQ(soc.now().count(), 150);
  EXPECT_TRUE(soc.done(beside));
  EXPECT_EQ(soc.busy(Lane::kNpu).count(), 150);
  EXPECT_EQ(soc.busy(Lane::kCpu).count(), 120);
  EXPECT_EQ(soc.timeline(), (Timeline{{Lane::kNpu, "work", nanoseconds(0), nanoseconds(100)},
                                      {Lane::kCpu, "work", nanoseconds(0), nanoseconds(120)},
                                      {Lane::kNpu, "work", nanoseconds(100), nanoseconds(150)}}));
}

TEST(Soc, AJobWaitsForThoseItComesAfter) {
  SocModel soc(1);
  const JobId first = soc.add(fixed_job(Lane::kStaging, 70));
  const JobId second = soc.add(fixed_job(Lane::kNpu, 10), {first});
  ASSERT_TRUE(soc.run_until(second, kForever));
  EXPECT_EQ(soc.now().count(), 80);
}

TEST(Soc, UnitsThatWantMoreThanTheMemoryGivesShareItEvenly) {
  SocModel soc(10'000'000'000);
  const JobId one = soc.add(copy_job(Lane::kNpu, 1000, 10'000'000'000));
  const JobId other = soc.add(copy_job(Lane::kCpu, 500, 10'000'000'000));
  ASSERT_TRUE(soc.run_until(other, kForever));
  EXPECT_EQ(soc.now().count(), 100);  // 500 bytes at 5 bytes a nanosecond
  ASSERT_TRUE(soc.run_until(one, kForever));
  EXPECT_EQ(soc.now().count(), 150);  // the other 500 at 10
}

TEST(Soc, WhatAModestUnitLeavesGoesToTheOthers) {
  SocModel soc(10'000'000'000);
  const JobId modest = soc.add(copy_job(Lane::kNpu, 200, 2'000'000'000));
  const JobId greedy = soc.add(copy_job(Lane::kCpu, 800, 100'000'000'000));
  ASSERT_TRUE(soc.run_until(greedy, kForever));
  EXPECT_EQ(soc.now().count(), 100);
  EXPECT_TRUE(soc.done(modest));
}

TEST(Soc, ACopyCountsTwiceAgainstTheMemory) {
  SocModel soc(10'000'000'000);
  const JobId copy = soc.add(copy_job(Lane::kStaging, 500, 10'000'000'000, 2));
  ASSERT_TRUE(soc.run_until(copy, kForever));
  EXPECT_EQ(soc.now().count(), 100);
}

TEST(Soc, ADeadlineStopsTimeThereAndTheJobGoesOnLater) {
  SocModel soc(1);
  const JobId job = soc.add(fixed_job(Lane::kNpu, 100));
  EXPECT_FALSE(soc.run_until(job, nanoseconds(40)));
  EXPECT_EQ(soc.now().count(), 40);
  EXPECT_TRUE(soc.run_until(job, kForever));
  EXPECT_EQ(soc.now().count(), 100);
}

TEST(Soc, TheLargestRangeDoesNotOverflow) {
  SocModel soc(1'000'000'000'000);
  const JobId job = soc.add(copy_job(Lane::kNpu, std::uint64_t{1} << 34, 1'000'000'000));
  ASSERT_TRUE(soc.run_until(job, kForever));
  EXPECT_EQ(soc.now().count(), std::int64_t{1} << 34);
}

RC_GTEST_PROP(Soc, NoUnitIsFasterThanItselfNorAllTogetherThanTheMemory, ()) {
  const std::uint64_t memory = *rc::gen::inRange<std::uint64_t>(1'000'000, 20'000'000'000);
  SocModel soc(memory);
  std::uint64_t traffic = 0, slowest = 0;
  JobId last;
  std::vector<JobId> jobs;
  const int count = *rc::gen::inRange(1, 20);
  for (int at = 0; at < count; ++at) {
    const auto lane = static_cast<Lane>(*rc::gen::inRange(0, static_cast<int>(kLanes)));
    const std::uint64_t bytes = *rc::gen::inRange<std::uint64_t>(1, 100'000);
    const std::uint64_t rate = *rc::gen::inRange<std::uint64_t>(1'000'000, 20'000'000'000);
    traffic += bytes;
    slowest = std::max(slowest, bytes * 1'000'000'000 / rate);
    last = soc.add(copy_job(lane, bytes, rate));
    jobs.push_back(last);
  }
  for (const JobId job : jobs) RC_ASSERT(soc.run_until(job, kForever));
  const auto time = static_cast<std::uint64_t>(soc.now().count());
  RC_ASSERT(time >= slowest);
  RC_ASSERT(time >= traffic * 1'000'000'000 / memory);
}

}  // namespace
}  // namespace llada
