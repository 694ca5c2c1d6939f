#include "worker/thread_team.h"

#include "platform/platform.h"

namespace llada::dsp {
namespace {

// Looks before sleeping: parts of one command follow each other within microseconds.
constexpr int kLooks = 2000;

void wait_while(uint32_t* word, uint32_t value) {
  for (int look = 0; look < kLooks; ++look) {
    if (__atomic_load_n(word, __ATOMIC_ACQUIRE) != value) return;
  }
  while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == value) wait_for_change(word, value);
}

}  // namespace

void ThreadTeam::start(uint32_t threads) {
  if (threads > wire::kMaxThreads) threads = wire::kMaxThreads;
  while (size_ < threads) {
    members_[size_] = {this, size_};
    if (!start_thread(live, &members_[size_], size_)) return;
    ++size_;
  }
}

void ThreadTeam::take_parts(uint32_t thread) {
  for (;;) {
    const uint32_t part = __atomic_fetch_add(&next_, 1, __ATOMIC_RELAXED);
    if (part >= parts_) return;
    work_(context_, part, thread);
  }
}

void ThreadTeam::live(void* member) {
  auto& [team, thread] = *static_cast<Member*>(member);
  uint32_t seen = 0;
  for (;;) {
    wait_while(&team->round_, seen);
    ++seen;
    team->take_parts(thread);
    if (__atomic_sub_fetch(&team->working_, 1, __ATOMIC_ACQ_REL) == 0) wake(&team->working_);
  }
}

void ThreadTeam::run(uint32_t parts, Work work, void* context) {
  work_ = work;
  context_ = context;
  parts_ = parts;
  __atomic_store_n(&next_, 0, __ATOMIC_RELAXED);
  if (size_ == 1 || parts < 2) return take_parts(0);
  __atomic_store_n(&working_, size_ - 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&round_, 1, __ATOMIC_RELEASE);
  wake(&round_);
  take_parts(0);
  for (uint32_t left; (left = __atomic_load_n(&working_, __ATOMIC_ACQUIRE)) != 0;) wait_while(&working_, left);
}

}  // namespace llada::dsp
