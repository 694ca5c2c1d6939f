// A file that appears under its name only when it is complete: written beside it, then renamed.
#pragma once

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>

#include "base/result.h"

namespace llada {

class OutputFile {
 public:
  // Creates PATH.PID-N.part. Error: kIo (with the system's words).
  static Result<OutputFile> create(const std::filesystem::path& path);
  OutputFile(OutputFile&&) noexcept = default;
  OutputFile& operator=(OutputFile&& other) noexcept;
  ~OutputFile();  // removes the partial file unless published

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
