// How many threads compute when the user names a number, or none.
#pragma once

#include <algorithm>
#include <thread>

#include "base/result.h"

namespace llada {

inline constexpr int kMaxThreads = 256;

// 0: one per core. Error: kUsage outside 0..kMaxThreads.
[[nodiscard]] inline Result<int> thread_count(int wanted) {
  if (wanted < 0 || wanted > kMaxThreads) {
    return fail(ErrorCode::kUsage, "{} threads: allowed are 1..{}, or 0 for one per core", wanted, kMaxThreads);
  }
  if (wanted > 0) return wanted;
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaxThreads);
}

}  // namespace llada
