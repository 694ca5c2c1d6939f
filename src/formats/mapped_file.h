// A whole file, read-only, mapped into memory. What no reader of a map can survive: another program
// shortening the file while it is mapped. Replace model files by renaming, as our writers do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "base/result.h"

namespace llada {

// What tells one version of a file from the next. changed_ns cannot be set back by a user, as the time of
// modification can.
struct FileStamp {
  std::uint64_t bytes = 0;
  std::int64_t modified_ns = 0;  // since 1970
  std::int64_t changed_ns = 0;
  bool operator==(const FileStamp&) const = default;
};
// Errors: kNotFound, kIo.
[[nodiscard]] Result<FileStamp> stamp_of(const std::filesystem::path& path);

class MappedFile {
 public:
  // Errors: kNotFound, kIo (with the system's words). A directory or other non-file is kIo.
  static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile(MappedFile&&) noexcept;
  MappedFile& operator=(MappedFile&&) noexcept;
  ~MappedFile();

  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const FileStamp& stamp() const { return stamp_; }  // as it was opened
  // Of the open file, for those who would rather read it; ours to close.
  [[nodiscard]] int descriptor() const { return descriptor_; }

  // Starts reading `part` (of bytes()) from the disk, without waiting for it.
  void expect(std::span<const std::byte> part) const;
  // Asks for huge pages for what is read from now on. Granted where the file system's cache has them (ext4
  // from Linux 6.16 on); reads from the disk are longer then, too.
  void prefer_huge_pages() const;
  // Tells the system that `part` (of bytes()) will not be read again soon: its pages leave our
  // resident size.
  void release(std::span<const std::byte> part) const;

 private:
  MappedFile() = default;
  static Result<MappedFile> map(const std::filesystem::path& path);
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
  int descriptor_ = -1;
  FileStamp stamp_;
  std::filesystem::path path_;
};

}  // namespace llada
