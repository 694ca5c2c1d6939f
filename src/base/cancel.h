// A flag one thread raises and long work looks at between two steps (safe from a signal handler).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>

namespace llada {

class CancelFlag {
 public:
  void cancel() { raised_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool cancelled() const { return raised_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> raised_{false};
};

// Progress of long work: what is being done, how much of it is done, of how much in all.
using Progress = std::function<void(std::string_view what, std::uint64_t done, std::uint64_t total)>;

}  // namespace llada
