#include "base/aligned.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/checked.h"

namespace llada {
namespace {

std::byte* zeroed_heap(std::size_t size_bytes) {
  const auto padded = checked_round_up(size_bytes == 0 ? 1 : size_bytes, AlignedBuffer::kAlignment);
  void* memory = std::aligned_alloc(AlignedBuffer::kAlignment, *padded);
  if (memory != nullptr) std::memset(memory, 0, *padded);
  return static_cast<std::byte*>(memory);
}

std::byte* map_anonymous(std::size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<std::byte*>(memory);
}

void unmap(std::byte* begin, const std::byte* end) {
  if (begin < end) ::munmap(begin, static_cast<std::size_t>(end - begin));
}

// `bytes` (whole pages) that begin on a huge page's boundary. A system maps at any page, so that a huge
// page more is taken and what lies around the aligned part is given back.
std::byte* map_aligned(std::size_t bytes) {
  constexpr std::uintptr_t kMask = AlignedBuffer::kHugePage - 1;
  const auto wide = checked_add(bytes, AlignedBuffer::kHugePage);
  std::byte* memory = wide ? map_anonymous(*wide) : nullptr;
  if (memory == nullptr) return nullptr;
  std::byte* begin = memory + (-reinterpret_cast<std::uintptr_t>(memory) & kMask);
  unmap(memory, begin);
  unmap(begin + bytes, memory + *wide);
#ifdef MADV_HUGEPAGE
  ::madvise(begin, bytes, MADV_HUGEPAGE);
#endif
  return begin;
}

}  // namespace

void AlignedBuffer::Free::operator()(std::byte* memory) const {
  mapped_bytes == 0 ? std::free(memory) : unmap(memory, memory + mapped_bytes);
}

Result<AlignedBuffer> AlignedBuffer::allocate(std::size_t size_bytes) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const bool large = size_bytes >= kHugePage;
  const std::size_t mapped_bytes = large ? checked_round_up(size_bytes, page).value_or(SIZE_MAX) : 0;
  std::byte* memory = large ? map_aligned(mapped_bytes) : zeroed_heap(size_bytes);
  if (memory == nullptr) {
    return fail(ErrorCode::kOutOfMemory, "cannot allocate {} bytes; free memory or use a smaller model",
                size_bytes);
  }
  AlignedBuffer buffer;
  buffer.data_ = std::unique_ptr<std::byte, Free>(memory, Free{mapped_bytes});
  buffer.size_ = size_bytes;
  return buffer;
}

}  // namespace llada
