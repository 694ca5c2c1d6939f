// A fixed set of worker threads that run one job at a time, together with the caller. Work is split
// statically by index, so that a thread reads the same part of the memory every time; who is done helps
// the others with what is left of their parts, so that a busy or a slow core costs its own speed and not
// everybody's. Waiting workers spin for a short while, then sleep. One owner at a time may call run().
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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

  // Calls body(range, thread) for ranges that cover [0, count), each a multiple of `grain` but the last.
  // Which there are depends on the number of threads, who takes them on the moment: what is done for an
  // index must not depend on either. A `thread` is in one call at a time.
  template <class Body>
  void parallel_for(std::size_t count, std::size_t grain, const Body& body) {
    const auto parts = static_cast<std::size_t>(size());
    if (parts == 1 || count <= grain) {
      if (count > 0) body(IndexRange{0, count}, 0);
      return;
    }
    for (std::size_t part = 0; part < parts; ++part) shares_[part].next.store(0, std::memory_order_relaxed);
    const Job job = [&](int thread) {
      for (std::size_t i = 0; i < parts; ++i) {
        const std::size_t part = (static_cast<std::size_t>(thread) + i) % parts;
        const IndexRange share = split_range(count, grain, part, parts);
        while (const std::optional<IndexRange> piece = next_piece(part, share, grain)) body(*piece, thread);
      }
    };
    run(job);
  }

 private:
  struct alignas(64) Share {
    std::atomic<std::uint32_t> generation{0};  // the last job whose share of this worker somebody has begun
    std::atomic<std::size_t> next{0};          // piece of a parallel_for's share that nobody has begun
  };

  ThreadPool() = default;
  void worker(int thread);
  bool claim(int thread, std::uint32_t generation);
  std::optional<IndexRange> next_piece(std::size_t part, IndexRange share, std::size_t grain);

  std::vector<std::thread> workers_;
  std::unique_ptr<Share[]> shares_;  // by thread
  std::atomic<const Job*> job_{nullptr};
  std::atomic<std::uint32_t> generation_{0};  // grows by one per job; workers wait on it
  std::atomic<int> running_{0};               // shares of workers in the current job not finished yet
  std::atomic<bool> stopping_{false};
};

}  // namespace llada
