#include "base/aligned.h"

#include <sys/mman.h>

#include <cstring>

#include "base/checked.h"

namespace llada {

Result<AlignedBuffer> AlignedBuffer::allocate(std::size_t size_bytes) {
  const bool huge = size_bytes >= kHugePage;
  const std::size_t alignment = huge ? kHugePage : kAlignment;
  const auto padded = checked_round_up(size_bytes == 0 ? 1 : size_bytes, alignment);
  void* memory = padded ? std::aligned_alloc(alignment, *padded) : nullptr;
  if (memory == nullptr) {
    return fail(ErrorCode::kOutOfMemory, "cannot allocate {} bytes; free memory or use a smaller model",
                size_bytes);
  }
#ifdef MADV_HUGEPAGE
  if (huge) madvise(memory, *padded, MADV_HUGEPAGE);
#endif
  std::memset(memory, 0, *padded);
  AlignedBuffer buffer;
  buffer.data_.reset(static_cast<std::byte*>(memory));
  buffer.size_ = size_bytes;
  return buffer;
}

}  // namespace llada
