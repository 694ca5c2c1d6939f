#include "npu/host/lanes.h"

#include <algorithm>
#include <system_error>

#include "npu/command_name.h"

namespace llada {
namespace {

constexpr Nanoseconds kLongestWait = std::chrono::hours(24 * 365);

std::size_t index_of(Lane lane) { return lane == Lane::kNpu ? 0 : 1; }

}  // namespace

HostLanes::~HostLanes() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

DeviceStatus HostLanes::start() {
  try {
    for (const Lane lane : {Lane::kNpu, Lane::kStaging})
      threads_[index_of(lane)] = std::thread([this, lane] { run(lane); });
  } catch (const std::system_error& error) {
    return device_fail(DeviceFailure::kLost, "its threads cannot start: {}", error.what());
  }
  return {};
}

Nanoseconds HostLanes::now() const {
  return std::chrono::duration_cast<Nanoseconds>(std::chrono::steady_clock::now() - opened_);
}

void HostLanes::push(std::vector<Job> jobs) {
  {
    const std::lock_guard lock(mutex_);
    for (Job& job : jobs) queues_[index_of(job.lane)].push_back(std::move(job));
  }
  changed_.notify_all();
}

std::array<std::uint64_t, 2> HostLanes::done() const {
  const std::lock_guard lock(mutex_);
  return done_;
}

DeviceStatus HostLanes::status() const {
  const std::lock_guard lock(mutex_);
  return failure_ ? DeviceStatus(tl::unexpected(*failure_)) : DeviceStatus();
}

DeviceStatus HostLanes::wait(const std::array<std::uint64_t, 2>& numbers, Nanoseconds timeout) {
  Lock lock(mutex_);
  const auto done = [&] { return failure_ || (done_[0] >= numbers[0] && done_[1] >= numbers[1]); };
  const Nanoseconds most = std::clamp(timeout, Nanoseconds(0), kLongestWait);
  if (!changed_.wait_for(lock, most, done))
    return device_fail(DeviceFailure::kTimedOut, "not done after {} ms", most.count() / 1'000'000);
  return failure_ ? DeviceStatus(tl::unexpected(*failure_)) : DeviceStatus();
}

DeviceCounters HostLanes::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

Timeline HostLanes::timeline() const {
  const std::lock_guard lock(mutex_);
  return timeline_;
}

void HostLanes::run(Lane lane) {
  Lock lock(mutex_);
  while (const auto job = take(lane, lock)) {
    const Nanoseconds begin = now();
    const DeviceStatus status = perform(*job, lock);
    finish(*job, begin, status);
    changed_.notify_all();
  }
}

// The next job of a lane once it may begin; nullopt: there will be no more.
std::optional<HostLanes::Job> HostLanes::take(Lane lane, Lock& lock) {
  auto& queue = queues_[index_of(lane)];
  changed_.wait(lock, [&] { return stopping_ || !queue.empty(); });
  if (stopping_) return std::nullopt;
  Job job = std::move(queue.front());
  queue.pop_front();
  wait_for_other(job, lock);
  if (stopping_) return std::nullopt;
  return job;
}

void HostLanes::wait_for_other(const Job& job, Lock& lock) {
  const std::uint64_t& other = done_[1 - index_of(job.lane)];
  if (other >= job.after) return;
  const Nanoseconds begin = now();
  changed_.wait(lock, [&] { return stopping_ || failure_ || other >= job.after; });
  if (job.lane == Lane::kNpu) counters_.stalled += now() - begin;
}

DeviceStatus HostLanes::perform(const Job& job, Lock& lock) {
  if (failure_) return {};  // skipped
  if (job.fault == DeviceFailure::kTimedOut) changed_.wait(lock, [&] { return stopping_; });
  ++working_;
  lock.unlock();
  DeviceStatus status = work_(job);
  lock.lock();
  --working_;
  return status;
}

void HostLanes::settle() {
  Lock lock(mutex_);
  changed_.wait(lock, [&] { return working_ == 0; });
}

void HostLanes::finish(const Job& job, Nanoseconds begin, const DeviceStatus& status) {
  const Nanoseconds end = now();
  done_[index_of(job.lane)] = job.number;
  if (!status && !failure_) failure_ = status.error();
  (job.lane == Lane::kNpu ? counters_.npu_busy : counters_.staging_busy) += end - begin;
  if (const auto* stage = std::get_if<StageCommand>(&job.command)) {
    ++counters_.stages;
    counters_.staged_bytes += stage->to.length;
  }
  counters_.maps += std::holds_alternative<MapCommand>(job.command) ? 1 : 0;
  if (record_) timeline_.push_back({job.lane, name_of(job.command), begin, end});
}

}  // namespace llada
