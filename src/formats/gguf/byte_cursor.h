// Reads little-endian fields one after the other; every read is checked against what remains, and
// every error carries the file's name and the byte offset of the field.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "base/result.h"

namespace llada::gguf {

static_assert(std::endian::native == std::endian::little,
              "fields are copied as they lie in the file");

class ByteCursor {
 public:
  ByteCursor(std::span<const std::byte> bytes, std::string_view file)
      : bytes_(bytes), file_(file) {}

  [[nodiscard]] std::size_t position() const { return at_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - at_; }

  // An error about the field that begins at `offset`.
  template <class... Args>
  [[nodiscard]] tl::unexpected<Error> error_at(std::size_t offset, ErrorCode code,
                                               fmt::format_string<Args...> format,
                                               Args&&... args) const {
    return fail(code, "{}: byte {}: {}", file_, offset,
                fmt::format(format, std::forward<Args>(args)...));
  }

  // The next `size` bytes.
  Result<std::span<const std::byte>> take(std::uint64_t size, std::string_view what) {
    if (size > remaining()) {
      return error_at(at_, ErrorCode::kFormat, "{} needs {} bytes, but the file ends after {}",
                      what, size, remaining());
    }
    const auto taken = bytes_.subspan(at_, size);
    at_ += size;
    return taken;
  }

  template <class Number>
  Result<Number> number(std::string_view what) {
    LLADA_TRY(bytes, take(sizeof(Number), what));
    Number value;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }

  // A string: u64 length, then its bytes. The view points into the file.
  Result<std::string_view> text(std::uint64_t limit, std::string_view what) {
    const std::size_t begin = at_;
    LLADA_TRY(length, number<std::uint64_t>(what));
    if (length > limit) {
      return error_at(begin, ErrorCode::kFormat, "{} is {} bytes long; at most {} are allowed",
                      what, length, limit);
    }
    LLADA_TRY(bytes, take(length, what));
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }

  // A count of things that take at least `smallest` bytes each.
  Result<std::uint64_t> count(std::uint64_t limit, std::uint64_t smallest, std::string_view what) {
    const std::size_t begin = at_;
    LLADA_TRY(declared, number<std::uint64_t>(what));
    LLADA_CHECK(check_count(begin, declared, limit, smallest, what));
    return declared;
  }

  [[nodiscard]] Status check_count(std::size_t offset, std::uint64_t declared, std::uint64_t limit,
                                   std::uint64_t smallest, std::string_view what) const {
    if (declared > limit) {
      return error_at(offset, ErrorCode::kFormat, "{} is {}; at most {} are allowed", what,
                      declared, limit);
    }
    if (declared > remaining() / smallest) {
      return error_at(offset, ErrorCode::kFormat, "{} is {}, but only {} bytes remain", what,
                      declared, remaining());
    }
    return {};
  }

 private:
  std::span<const std::byte> bytes_;
  std::string_view file_;
  std::size_t at_ = 0;
};

}  // namespace llada::gguf
