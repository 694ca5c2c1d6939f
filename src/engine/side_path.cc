#include "engine/side_path.h"

#include <system_error>

#include "base/clock.h"
#include "engine/row_stats.h"

namespace llada {

Result<std::unique_ptr<SidePath>> SidePath::create(const Weights& weights, const KernelSet& kernels,
                                                   int max_rows, int positions, int slots,
                                                   SideHook hook, SideClock clock) {
  std::unique_ptr<SidePath> side(new SidePath(std::move(hook), std::move(clock)));
  LLADA_TRY(pool, ThreadPool::create(1));
  side->pool_ = std::move(pool);
  LLADA_TRY(pass, ForwardPass::create(weights, kernels, *side->pool_, max_rows, positions));
  side->pass_ = std::move(pass);
  for (int slot = 0; slot < slots; ++slot) {
    LLADA_TRY(snapshot, KvCache::create(weights.config(), positions));
    side->snapshots_.push_back(std::move(snapshot));
  }
  try {
    side->thread_ = std::thread([raw = side.get()] { raw->work(); });
  } catch (const std::system_error&) {
    return fail(ErrorCode::kOutOfMemory, "the side path's thread cannot start; use --revise inline");
  }
  return side;
}

SidePath::~SidePath() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    queue_.clear();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Status SidePath::issue(const StepPlan& plan, DensePath& dense, const SamplingRule& rule) {
  const std::size_t slot = next_slot_;
  next_slot_ = (next_slot_ + 1) % snapshots_.size();
  LLADA_CHECK(dense.save(snapshots_[slot]));
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({plan.step, forward_rows(plan.side), plan.side_logits, rule, slot});
  }
  changed_.notify_all();
  return {};
}

Result<std::vector<RowStats>> SidePath::wait(Step step) {
  std::unique_lock lock(mutex_);
  if (!finished_.contains(step)) {
    const Stopwatch watch;
    changed_.wait(lock, [&] { return finished_.contains(step); });
    ++stalls_;
    stall_seconds_ += watch.seconds();
  }
  auto [slot, stats] = std::move(finished_.extract(step).mapped());
  published_slot_ = slot;
  return std::move(stats);
}

Status SidePath::publish(std::span<const Position> positions, DensePath& dense) {
  if (positions.empty()) return {};
  return dense.restore(snapshots_[published_slot_], positions);
}

double SidePath::busy_seconds() {
  const std::lock_guard lock(mutex_);
  return busy_seconds_;
}

Timeline SidePath::timeline() {
  const std::lock_guard lock(mutex_);
  return timeline_;
}

void SidePath::work() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    const Job job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    if (hook_) hook_(job.issued);
    const Nanoseconds begin = clock_ ? clock_() : Nanoseconds(0);
    const Stopwatch watch;
    auto stats = compute(job);
    const double seconds = watch.seconds();
    const Nanoseconds end = clock_ ? clock_() : Nanoseconds(0);
    lock.lock();
    busy_seconds_ += seconds;
    if (clock_) timeline_.push_back({Lane::kCpu, fmt::format("side rows {}", job.rows.size()), begin, end});
    finished_.emplace(job.issued, std::pair(job.slot, std::move(stats)));
    lock.unlock();
    changed_.notify_all();
  }
}

Result<std::vector<RowStats>> SidePath::compute(const Job& job) {
  KvCache* cache = &snapshots_[job.slot];
  LLADA_CHECK(pass_->run(job.rows, {&cache, 1}, job.issued));
  HeadRule rule;  // greedy: a probe is read for its probabilities alone
  rule.banned = job.rule.banned;
  rule.mask = job.rule.mask;
  LLADA_TRY(stats, pass_->head(head_rows(job.logits), rule));
  return to_row_stats(stats, job.logits);
}

}  // namespace llada
