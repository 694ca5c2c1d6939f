// A fixed set of worker threads that run one job at a time, together with the caller. Work is split
// statically by index, so results do not depend on timing; the caller takes over the shares of workers
// that have not begun when its own is done, so that a busy machine costs a thread's help and not a
// scheduler's time slice per job. Waiting workers spin for a short while, then sleep. One owner at a time
// may call run().
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/result.h"

namespace llada {

struct IndexRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t size() const { return end - begin; }
};

// Part `index` of `parts` nearly equal parts of [0, count), each a multiple of `grain` but the last.
[[nodiscard]] IndexRange split_range(std::size_t count, std::size_t grain, std::size_t index,
                                     std::size_t parts);

class ThreadPool {
 public:
  // `threads` counts the caller too: 1 starts no worker. Error: kOutOfMemory if a thread cannot start.
  static Result<std::unique_ptr<ThreadPool>> create(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  [[nodiscard]] int size() const { return static_cast<int>(workers_.size()) + 1; }

  // A job is called once for each index in [0, size()), two of them seldom by one thread. The reference
  // must outlive run().
  using Job = std::function<void(int thread)>;
  void run(const Job& job);

  // Calls body(range, thread) for each thread's static share of [0, count).
  template <class Body>
  void parallel_for(std::size_t count, std::size_t grain, const Body& body) {
    const std::size_t parts = static_cast<std::size_t>(size());
    if (parts == 1 || count <= grain) {
      if (count > 0) body(IndexRange{0, count}, 0);
      return;
    }
    const Job job = [&](int thread) {
      const IndexRange range = split_range(count, grain, static_cast<std::size_t>(thread), parts);
      if (range.size() > 0) body(range, thread);
    };
    run(job);
  }

 private:
  // The last job whose share of this worker somebody has begun.
  struct alignas(64) Claim {
    std::atomic<std::uint32_t> generation{0};
  };

  ThreadPool() = default;
  void worker(int thread);
  bool claim(int thread, std::uint32_t generation);

  std::vector<std::thread> workers_;
  std::unique_ptr<Claim[]> claims_;  // of worker i + 1
  std::atomic<const Job*> job_{nullptr};
  std::atomic<std::uint32_t> generation_{0};  // grows by one per job; workers wait on it
  std::atomic<int> running_{0};               // shares of workers in the current job not finished yet
  std::atomic<bool> stopping_{false};
};

}  // namespace llada
