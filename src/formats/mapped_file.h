// A whole file, read-only, mapped into memory. What no reader of a map can survive: another program
// shortening the file while it is mapped. Replace model files by renaming, as our writers do.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "base/result.h"

namespace llada {

class MappedFile {
 public:
  // Errors: kNotFound, kIo (with the system's words). A directory or other non-file is kIo.
  static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile(MappedFile&&) noexcept;
  MappedFile& operator=(MappedFile&&) noexcept;
  ~MappedFile();

  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  // Tells the system that `part` (of bytes()) will not be read again soon: its pages leave our
  // resident size.
  void release(std::span<const std::byte> part) const;

 private:
  MappedFile() = default;
  static Result<MappedFile> map(const std::filesystem::path& path);
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
  std::filesystem::path path_;
};

}  // namespace llada
