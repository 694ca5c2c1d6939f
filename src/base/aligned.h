// Memory aligned for vector loads and, when large, on huge pages. Move-only; contents zeroed. Large
// buffers come from the system untouched: the thread that first writes a page makes it.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "base/result.h"

namespace llada {

class AlignedBuffer {
 public:
  static constexpr std::size_t kAlignment = 64;              // one cache line, one AVX-512 register
  static constexpr std::size_t kHugePage = std::size_t{2} << 20;  // asked for from this size on

  AlignedBuffer() = default;

  // Aligned to kAlignment, from kHugePage bytes on to kHugePage. Error: kOutOfMemory when the system
  // refuses `size_bytes`.
  static Result<AlignedBuffer> allocate(std::size_t size_bytes);

  [[nodiscard]] std::byte* data() { return data_.get(); }
  [[nodiscard]] const std::byte* data() const { return data_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<std::byte> bytes() { return {data_.get(), size_}; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_.get(), size_}; }

  // The buffer seen as an array of T (size rounded down to whole elements).
  template <class T>
  [[nodiscard]] std::span<T> as() {
    return {reinterpret_cast<T*>(data_.get()), size_ / sizeof(T)};
  }
  template <class T>
  [[nodiscard]] std::span<const T> as() const {
    return {reinterpret_cast<const T*>(data_.get()), size_ / sizeof(T)};
  }

 private:
  struct Free {
    std::size_t mapped_bytes;  // 0: from the heap
    void operator()(std::byte* memory) const;
  };
  std::unique_ptr<std::byte, Free> data_;
  std::size_t size_ = 0;
};

}  // namespace llada
