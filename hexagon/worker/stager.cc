#include "worker/stager.h"

#include "platform/platform.h"

namespace llada::dsp {
namespace {

constexpr uint32_t kThread = 0;  // index of its stack: the team's caller has one already

bool overlap(const Range& a, const Range& b) {
  return a.buffer == b.buffer && a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

}  // namespace

void Stager::start() { threaded_ = start_thread(live, this, kThread); }

void Stager::perform(const Copy& copy) {
  if (!failure_) return;
  const uint64_t begin = now_ns();
  failure_ = buffers_.copy_from_backing(copy.from, copy.at);
  busy_ns_ += now_ns() - begin;
  if (!failure_) {
    failed_command_ = copy.index;
    return;
  }
  ++stages_;
  staged_bytes_ += copy.from.length;
}

void Stager::live(void* stager) {
  auto& self = *static_cast<Stager*>(stager);
  for (uint32_t done = 0;; ++done) {
    while (__atomic_load_n(&self.begun_, __ATOMIC_ACQUIRE) == done) wait_for_change(&self.begun_, done);
    self.perform(self.copies_[done % kPlaces]);
    __atomic_store_n(&self.done_, done + 1, __ATOMIC_RELEASE);
    wake(&self.done_);
  }
}

Outcome Stager::wait_until_done(uint32_t count) {
  for (;;) {
    const uint32_t done = __atomic_load_n(&done_, __ATOMIC_ACQUIRE);
    if (static_cast<int32_t>(done - count) >= 0) return done == begun_ ? failure_ : Outcome{};
    wait_for_change(&done_, done);
  }
}

Outcome Stager::push(const Command& command, uint32_t index) {
  uint8_t* at = nullptr;
  LLADA_DSP_CHECK(buffers_.locate(command.to, command.from.length, 1, &at));
  const Copy copy{command.from, command.to, at, index};
  if (!threaded_) {
    perform(copy);
    return failure_;
  }
  LLADA_DSP_CHECK(wait_until_done(begun_ - kPlaces + 1));
  copies_[begun_ % kPlaces] = copy;
  __atomic_store_n(&begun_, begun_ + 1, __ATOMIC_RELEASE);
  wake(&begun_);
  return {};
}

Outcome Stager::wait_for(const Command& command) {
  if (concerns_all(command)) return wait_for_all();
  uint32_t needed = done_;
  for (uint32_t copy = __atomic_load_n(&done_, __ATOMIC_ACQUIRE); copy != begun_; ++copy) {
    const Range& to = copies_[copy % kPlaces].to;
    for_each_range(command, [&](const Range& range) { needed = overlap(range, to) ? copy + 1 : needed; });
  }
  return wait_until_done(needed);
}

Outcome Stager::wait_for_all() {
  if (!threaded_) return failure_;
  return wait_until_done(begun_);
}

uint32_t Stager::take_failed_command() {
  failure_ = {};
  return failed_command_;
}

}  // namespace llada::dsp
