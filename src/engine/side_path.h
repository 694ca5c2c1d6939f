// The second path of a step: a few rows computed on a thread of their own while the dense step runs.
// A job reads a snapshot of the cache taken when it was issued and writes into that snapshot alone;
// what of it counts, and when, is the decoder's business. So thread timing changes nothing but time.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "decode/decoder.h"
#include "engine/dense_path.h"
#include "npu/timeline.h"

namespace llada {

// Called on the side path's thread before each job; tests delay it here.
using SideHook = std::function<void(Step)>;
// The clock of whoever draws the timeline; empty: none is kept.
using SideClock = std::function<Nanoseconds()>;

class SidePath {
 public:
  // For jobs of up to `max_rows` rows over `positions`, with `slots` of them alive at a time: under
  // way, or waited for and not yet published. `weights` and `kernels` must outlive it.
  // Error: kOutOfMemory.
  static Result<std::unique_ptr<SidePath>> create(const Weights& weights, const KernelSet& kernels,
                                                  int max_rows, int positions, int slots,
                                                  SideHook hook = {}, SideClock clock = {});
  // Waits for the job in hand; those not begun are dropped.
  ~SidePath();
  SidePath(const SidePath&) = delete;
  SidePath& operator=(const SidePath&) = delete;

  // Begins the side rows of `plan` over a copy of the dense path's cache. Errors: those of its save().
  Status issue(const StepPlan& plan, DensePath& dense, const SamplingRule& rule);
  // Statistics of the job issued at `step`, waiting for it if need be.
  Result<std::vector<RowStats>> wait(Step step);
  // Copies K and V at `positions` from the job waited for last. Errors: those of restore().
  Status publish(std::span<const Position> positions, DensePath& dense);

  [[nodiscard]] int stalls() const { return stalls_; }
  [[nodiscard]] double stall_seconds() const { return stall_seconds_; }
  [[nodiscard]] double busy_seconds();
  [[nodiscard]] Timeline timeline();

 private:
  struct Job {
    Step issued;
    std::vector<ForwardRow> rows;
    std::vector<LogitRequest> logits;
    SamplingRule rule;
    std::size_t slot = 0;
  };
  SidePath(SideHook hook, SideClock clock) : hook_(std::move(hook)), clock_(std::move(clock)) {}
  void work();
  Result<std::vector<RowStats>> compute(const Job& job);

  const SideHook hook_;
  const SideClock clock_;
  std::unique_ptr<ThreadPool> pool_;
  std::unique_ptr<ForwardPass> pass_;
  std::vector<KvCache> snapshots_;
  std::size_t next_slot_ = 0;
  std::size_t published_slot_ = 0;
  int stalls_ = 0;
  double stall_seconds_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  std::map<Step, std::pair<std::size_t, Result<std::vector<RowStats>>>> finished_;
  double busy_seconds_ = 0;
  Timeline timeline_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace llada
