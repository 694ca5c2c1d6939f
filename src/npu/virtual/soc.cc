#include "npu/virtual/soc.h"

#include <algorithm>

namespace llada {
namespace {

constexpr std::uint64_t kNano = 1'000'000'000;
constexpr Nanoseconds kNotEnded{-1};

}  // namespace

JobId SocModel::add(SocJob job, std::vector<JobId> after) {
  const JobId id(static_cast<int>(ended_.size()));
  ended_.push_back(kNotEnded);
  units_[static_cast<std::size_t>(job.lane)].queue.push_back(
      {id, std::move(job), std::move(after)});
  return id;
}

bool SocModel::ready(const Queued& queued) const {
  return std::all_of(queued.after.begin(), queued.after.end(),
                     [this](JobId job) { return done(job); });
}

void SocModel::start_ready() {
  for (Unit& unit : units_) {
    if (!unit.running.empty() || unit.queue.empty() || !ready(unit.queue.front())) continue;
    Queued& next = unit.queue.front();
    const std::uint64_t nanobytes = next.job.bytes * kNano;
    const Nanoseconds fixed = next.job.fixed;
    unit.running.push_back({next.id, std::move(next.job), now_, nanobytes, 0, fixed});
    unit.queue.pop_front();
  }
}

// Max-min fair: whoever wants least is served first, and what is left is split among the others.
void SocModel::share_memory() {
  std::vector<Running*> moving;
  for (Unit& unit : units_) {
    for (Running& running : unit.running) {
      if (running.nanobytes > 0) moving.push_back(&running);
    }
  }
  const auto wanted = [](const Running* r) {
    return r->job.bytes_per_second * r->job.traffic_per_byte;
  };
  std::stable_sort(moving.begin(), moving.end(),
                   [&](const Running* a, const Running* b) { return wanted(a) < wanted(b); });
  std::uint64_t left = memory_bytes_per_second_;
  for (std::size_t at = 0; at < moving.size(); ++at) {
    const std::uint64_t share = std::min(wanted(moving[at]), left / (moving.size() - at));
    moving[at]->rate = std::max<std::uint64_t>(1, share / moving[at]->job.traffic_per_byte);
    left -= share;
  }
}

// Time until the first running job changes what it does.
Nanoseconds SocModel::next_event() const {
  Nanoseconds soonest = Nanoseconds::max();
  for (const Unit& unit : units_) {
    for (const Running& running : unit.running) {
      const std::uint64_t whole = running.nanobytes / std::max<std::uint64_t>(running.rate, 1);
      const bool rest = running.nanobytes % std::max<std::uint64_t>(running.rate, 1) != 0;
      const Nanoseconds moving(static_cast<std::int64_t>(whole + (rest ? 1 : 0)));
      soonest = std::min(soonest, running.nanobytes > 0 ? moving : running.fixed);
    }
  }
  return soonest;
}

void SocModel::advance(Nanoseconds time) {
  now_ += time;
  for (Unit& unit : units_) {
    for (Running& running : unit.running) {
      if (running.nanobytes > 0) {
        const std::uint64_t moved = running.rate * static_cast<std::uint64_t>(time.count());
        running.nanobytes -= std::min(running.nanobytes, moved);
      } else {
        running.fixed -= time;
      }
    }
    if (!unit.running.empty()) finish(unit);
  }
}

void SocModel::finish(Unit& unit) {
  const Running& running = unit.running.front();
  if (running.nanobytes > 0 || running.fixed.count() > 0) return;
  ended_[static_cast<std::size_t>(running.id.value)] = now_;
  const Lane lane = running.job.lane;
  busy_[static_cast<std::size_t>(lane)] += now_ - running.begin;
  if (record_) timeline_.push_back({lane, running.job.name, running.begin, now_});
  unit.running.clear();
}

// One event; false when it lies beyond the deadline, to which time then has come.
bool SocModel::next(Nanoseconds deadline) {
  start_ready();
  share_memory();
  const Nanoseconds left = std::max(Nanoseconds(0), deadline - now_);
  const Nanoseconds step = next_event();
  advance(std::min(step, left));
  return step <= left;
}

bool SocModel::run_until(JobId job, Nanoseconds deadline) {
  while (!done(job)) {
    if (!next(deadline)) return done(job);
  }
  return true;
}

void SocModel::idle_until(Nanoseconds time) {
  while (now_ < time) next(time);
}

}  // namespace llada
