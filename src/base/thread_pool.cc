#include "base/thread_pool.h"

#include <algorithm>
#include <system_error>

namespace llada {
namespace {

// A denoising step issues jobs microseconds apart: spinning this long (some 50 microseconds: a pause is
// about 140 cycles on current x86) spans the gap between two of them without a system call.
constexpr int kSpins = 1000;

// A share is taken in so many pieces: the last one is all that others may have to wait for.
constexpr std::size_t kPieces = 8;

void cpu_relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

template <class T>
void spin_then_wait_while(const std::atomic<T>& value, T old) {
  for (int spin = 0; spin < kSpins; ++spin) {
    if (value.load(std::memory_order_acquire) != old) return;
    cpu_relax();
  }
  value.wait(old, std::memory_order_acquire);
}

}  // namespace

IndexRange split_range(std::size_t count, std::size_t grain, std::size_t index, std::size_t parts) {
  const std::size_t grains = (count + grain - 1) / grain;
  const std::size_t begin = grains * index / parts * grain;
  const std::size_t end = grains * (index + 1) / parts * grain;
  return {std::min(begin, count), std::min(end, count)};
}

Result<std::unique_ptr<ThreadPool>> ThreadPool::create(int threads) {
  std::unique_ptr<ThreadPool> pool(new ThreadPool);
  pool->shares_ = std::make_unique<Share[]>(static_cast<std::size_t>(std::max(threads, 1)));
  try {
    for (int thread = 1; thread < threads; ++thread) {
      pool->workers_.emplace_back([raw = pool.get(), thread] { raw->worker(thread); });
    }
  } catch (const std::system_error& error) {
    return fail(ErrorCode::kOutOfMemory, "cannot start thread {} of {}: {}; use fewer --threads",
                pool->workers_.size() + 1, threads, error.what());
  }
  return pool;
}

ThreadPool::~ThreadPool() {
  stopping_.store(true, std::memory_order_relaxed);
  generation_.fetch_add(1, std::memory_order_release);
  generation_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run(const Job& job) {
  if (workers_.empty()) return job(0);
  job_.store(&job, std::memory_order_relaxed);
  running_.store(static_cast<int>(workers_.size()), std::memory_order_relaxed);
  const std::uint32_t generation = generation_.fetch_add(1, std::memory_order_release) + 1;
  generation_.notify_all();
  job(0);
  for (int thread = 1; thread < size(); ++thread) {
    if (!claim(thread, generation)) continue;
    job(thread);
    running_.fetch_sub(1, std::memory_order_acq_rel);
  }
  for (int left = running_.load(std::memory_order_acquire); left != 0;
       left = running_.load(std::memory_order_acquire)) {
    spin_then_wait_while(running_, left);
  }
}

// A job cannot end before all its shares do: a claim that succeeds is one of the job being run.
bool ThreadPool::claim(int thread, std::uint32_t generation) {
  std::uint32_t before = generation - 1;
  return shares_[static_cast<std::size_t>(thread)].generation.compare_exchange_strong(
      before, generation, std::memory_order_acq_rel);
}

std::optional<IndexRange> ThreadPool::next_piece(std::size_t part, IndexRange share, std::size_t grain) {
  std::atomic<std::size_t>& next = shares_[part].next;
  const std::size_t pieces = std::min(kPieces, (share.size() + grain - 1) / grain);
  if (next.load(std::memory_order_relaxed) >= pieces) return std::nullopt;
  const std::size_t piece = next.fetch_add(1, std::memory_order_relaxed);
  if (piece >= pieces) return std::nullopt;
  const IndexRange within = split_range(share.size(), grain, piece, pieces);
  return IndexRange{share.begin + within.begin, share.begin + within.end};
}

void ThreadPool::worker(int thread) {
  std::uint32_t seen = 0;
  while (true) {
    spin_then_wait_while(generation_, seen);
    seen = generation_.load(std::memory_order_acquire);
    if (stopping_.load(std::memory_order_relaxed)) return;
    if (!claim(thread, seen)) continue;
    (*job_.load(std::memory_order_relaxed))(thread);
    if (running_.fetch_sub(1, std::memory_order_acq_rel) == 1) running_.notify_all();
  }
}

}  // namespace llada
