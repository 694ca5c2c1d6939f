// Replaces operator new and delete: counts live bytes and refuses one allocation on request.
// Include in exactly one source file of a test program.
#pragma once

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace llada::test {

inline std::atomic<long> live_bytes{0};
inline std::atomic<long> peak_bytes{0};
inline std::atomic<long> allocations_until_refusal{-1};  // negative: none is refused

[[gnu::noinline]] inline void* counted_allocate(std::size_t size) noexcept {
  if (allocations_until_refusal.load() >= 0 && allocations_until_refusal.fetch_sub(1) == 0) {
    return nullptr;
  }
  void* memory = std::malloc(std::max<std::size_t>(size, 1));
  if (memory == nullptr) return nullptr;
  const long live = live_bytes += static_cast<long>(::malloc_usable_size(memory));
  long peak = peak_bytes.load();
  while (live > peak && !peak_bytes.compare_exchange_weak(peak, live)) {
  }
  return memory;
}

[[gnu::noinline]] inline void counted_free(void* memory) noexcept {
  if (memory != nullptr) live_bytes -= static_cast<long>(::malloc_usable_size(memory));
  std::free(memory);
}

// The most bytes alive at once while `body` runs, beyond those alive before.
template <class Body>
long peak_allocation(Body body) {
  const long before = live_bytes.load();
  peak_bytes.store(before);
  body();
  return peak_bytes.load() - before;
}

// Refuses the n-th allocation of `body`, for n = 0, 1, ... until one run needs fewer than n. `body`
// returns whether it got an out-of-memory error; gives the number of runs, negative if a refusal
// was not answered with one.
template <class Body>
long refuse_each_allocation(Body body) {
  for (long n = 0;; ++n) {
    allocations_until_refusal.store(n);
    const bool reported = body();
    const bool refused = allocations_until_refusal.exchange(-1) < 0;
    if (!refused) return n;
    if (!reported) return -1 - n;
  }
}

}  // namespace llada::test

void* operator new(std::size_t size) {
  void* memory = llada::test::counted_allocate(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return llada::test::counted_allocate(size);
}
void operator delete(void* memory) noexcept { llada::test::counted_free(memory); }
void operator delete(void* memory, std::size_t) noexcept { llada::test::counted_free(memory); }
