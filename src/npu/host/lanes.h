// Two queues of jobs, each run in order on a thread of its own; a job may have to wait for one of the
// other queue. Not here: what the jobs do (host_device.h).
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "npu/device.h"
#include "npu/timeline.h"

namespace llada {

class HostLanes {
 public:
  struct Job {
    Lane lane = Lane::kNpu;  // or kStaging
    Command command;
    std::uint64_t number = 0;  // ascending in the order of submission, from 1
    std::uint64_t after = 0;   // a job of the other lane that must be done; 0: none
    std::optional<DeviceFailure> fault{};  // instead of doing the work
  };
  // Called on the lane's thread.
  using Work = std::function<DeviceStatus(const Job&)>;

  explicit HostLanes(Work work, bool record_timeline) : work_(std::move(work)), record_(record_timeline) {}
  // What was not begun is dropped.
  ~HostLanes();
  HostLanes(const HostLanes&) = delete;
  HostLanes& operator=(const HostLanes&) = delete;

  // Error: kLost when a thread cannot start.
  DeviceStatus start();
  void push(std::vector<Job> jobs);
  // Number of the last job done, by lane: NPU, staging.
  [[nodiscard]] std::array<std::uint64_t, 2> done() const;

  // Until jobs up to `numbers` (by lane: NPU, staging) are done. Errors: the first failure of any job, after
  // which none is done any more; kTimedOut.
  DeviceStatus wait(const std::array<std::uint64_t, 2>& numbers, Nanoseconds timeout);
  [[nodiscard]] DeviceStatus status() const;
  // After a failure: until no job is in hand. The others are dropped, so that memory may be freed.
  void settle();

  [[nodiscard]] Nanoseconds now() const;
  [[nodiscard]] DeviceCounters counters() const;
  [[nodiscard]] Timeline timeline() const;

 private:
  using Lock = std::unique_lock<std::mutex>;
  void run(Lane lane);
  std::optional<Job> take(Lane lane, Lock& lock);
  void wait_for_other(const Job& job, Lock& lock);
  DeviceStatus perform(const Job& job, Lock& lock);
  void finish(const Job& job, Nanoseconds begin, const DeviceStatus& status);

  const Work work_;
  const bool record_;
  const std::chrono::steady_clock::time_point opened_ = std::chrono::steady_clock::now();
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::array<std::deque<Job>, 2> queues_;
  std::array<std::uint64_t, 2> done_{};  // number of the last job done
  std::optional<DeviceError> failure_;
  bool stopping_ = false;
  int working_ = 0;  // jobs in hand, outside the lock
  DeviceCounters counters_;
  Timeline timeline_;
  std::array<std::thread, 2> threads_;
};

}  // namespace llada
