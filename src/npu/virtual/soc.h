// A discrete-event model of a phone's system on a chip: units that each do one job at a time in the
// order given, and one memory whose bandwidth they share. Time is whole nanoseconds and all
// arithmetic is on integers, so a run gives the same last digit everywhere.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "npu/timeline.h"

namespace llada {

using JobId = Id<struct JobTag>;

// A job first moves `bytes` (0: none) at up to `bytes_per_second`, less where the memory is
// contended, and then takes `fixed`.
struct SocJob {
  Lane lane = Lane::kNpu;
  std::string name;
  std::uint64_t bytes = 0;  // at most CommandLimits::kRangeBytes
  std::uint64_t bytes_per_second = 1;
  std::uint64_t traffic_per_byte = 1;  // a copy reads and writes: 2
  Nanoseconds fixed{0};
};

class SocModel {
 public:
  // Units that move bytes at one time share `memory_bytes_per_second` evenly; what one cannot use
  // is shared among the others.
  explicit SocModel(std::uint64_t memory_bytes_per_second, bool record_timeline = false)
      : memory_bytes_per_second_(memory_bytes_per_second), record_(record_timeline) {}

  // Queued behind the jobs of its lane; begins when all of `after` are done too.
  JobId add(SocJob job, std::vector<JobId> after = {});

  [[nodiscard]] bool done(JobId job) const {
    return ended_[static_cast<std::size_t>(job.value)].count() >= 0;
  }
  [[nodiscard]] Nanoseconds now() const { return now_; }

  // Lets time pass until `job` is done or it is `deadline`; says whether the job is done.
  bool run_until(JobId job, Nanoseconds deadline);

  // Lets time pass until `time`, which may lie in the past.
  void idle_until(Nanoseconds time);

  [[nodiscard]] Nanoseconds busy(Lane lane) const { return busy_[static_cast<std::size_t>(lane)]; }
  [[nodiscard]] const Timeline& timeline() const { return timeline_; }

 private:
  struct Queued {
    JobId id;
    SocJob job;
    std::vector<JobId> after;
  };
  struct Running {
    JobId id;
    SocJob job;
    Nanoseconds begin{0};
    std::uint64_t nanobytes = 0;  // left to move, in 1e-9 bytes
    std::uint64_t rate = 0;       // bytes per second now
    Nanoseconds fixed{0};         // left after that
  };
  struct Unit {
    std::deque<Queued> queue;
    std::vector<Running> running;  // none or one
  };

  void start_ready();
  [[nodiscard]] bool ready(const Queued& queued) const;
  void share_memory();
  [[nodiscard]] Nanoseconds next_event() const;
  void advance(Nanoseconds time);
  bool next(Nanoseconds deadline);
  void finish(Unit& unit);

  std::uint64_t memory_bytes_per_second_;
  bool record_;
  Nanoseconds now_{0};
  std::array<Unit, kLanes> units_;
  std::array<Nanoseconds, kLanes> busy_{};
  std::vector<Nanoseconds> ended_;  // by job; negative: not yet
  Timeline timeline_;
};

}  // namespace llada
