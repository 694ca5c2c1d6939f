// A file that appears under its name only when it is complete: written beside it, then renamed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>

#include "base/result.h"

namespace llada {

class OutputFile {
 public:
  // Creates PATH.PID-N.part. Error, of this and all below: kIo (with the system's words), also for a file
  // beyond the process's limit of file size.
  static Result<OutputFile> create(const std::filesystem::path& path);
  OutputFile(OutputFile&&) noexcept = default;
  OutputFile& operator=(OutputFile&& other) noexcept;
  ~OutputFile();  // removes the partial file unless published

  // Takes the space of a file of `bytes` from the disk at once, where the file system can: a disk that is
  // too full says so before anything is written.
  Status reserve(std::uint64_t bytes);
  Status write(std::span<const std::byte> data);

  // Flushes to the disk and renames into place.
  Status publish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  OutputFile() = default;
  void discard();
  [[nodiscard]] tl::unexpected<Error> failure(std::string_view action, int error) const;

  std::unique_ptr<std::FILE, Close> file_;
  std::filesystem::path path_;
  std::filesystem::path partial_path_;  // empty once published
};

}  // namespace llada
