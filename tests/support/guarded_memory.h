// Bytes whose end touches a page that must not be read: one byte too far ends the test, also
// without a sanitizer.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <span>
#include <stdexcept>

namespace llada::test {

class GuardedMemory {
 public:
  explicit GuardedMemory(std::size_t capacity)
      : page_(static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))) {
    usable_ = (capacity + page_ - 1) / page_ * page_;
    void* memory = ::mmap(nullptr, usable_ + page_, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error("no guarded memory");
    base_ = static_cast<std::byte*>(memory);
    ::mprotect(base_ + usable_, page_, PROT_NONE);
  }
  ~GuardedMemory() { ::munmap(base_, usable_ + page_); }
  GuardedMemory(const GuardedMemory&) = delete;
  GuardedMemory& operator=(const GuardedMemory&) = delete;

  // A copy of `bytes` (at most `capacity`) that ends where the guard begins.
  std::span<std::byte> place(std::span<const std::byte> bytes) {
    std::byte* start = base_ + usable_ - bytes.size();
    if (!bytes.empty()) std::memcpy(start, bytes.data(), bytes.size());
    return {start, bytes.size()};
  }

  // Makes a copy of `bytes` of which everything from `first_secret` on cannot be read.
  std::span<const std::byte> place_with_secret(std::span<const std::byte> bytes,
                                               std::size_t first_secret) {
    const std::size_t shift = (page_ - first_secret % page_) % page_;  // secret starts a page
    std::memcpy(base_ + shift, bytes.data(), bytes.size());
    ::mprotect(base_ + shift + first_secret, usable_ - shift - first_secret, PROT_NONE);
    return {base_ + shift, bytes.size()};
  }

 private:
  std::size_t page_;
  std::size_t usable_ = 0;
  std::byte* base_ = nullptr;
};

}  // namespace llada::test
