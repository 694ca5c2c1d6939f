// A file of bytes that were costly to make, with the key they were made under and a checksum of every
// part: made once, then mapped. What the key and the bytes mean is the caller's business
// (model/pack_cache.h). Nothing in the file is trusted.
//
// Layout, little-endian: "LLADAPCK", u32 format version, u32 zero, u64 key bytes, u64 data bytes, the key,
// one u64 hash per part of the data, u64 hash of all that before; zeros up to a multiple of 2 MiB (so that
// a map of the file can lie on huge pages); the data, to the end of the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "base/thread_pool.h"
#include "formats/mapped_file.h"

namespace llada {

// Index range of `part` of the data: 4 MiB each but the last, large enough to read at full speed, small
// enough to share evenly between threads.
inline constexpr std::size_t kPackPartBytes = std::size_t{4} << 20;
[[nodiscard]] std::size_t pack_parts(std::size_t data_bytes);
[[nodiscard]] std::span<const std::byte> pack_part(std::span<const std::byte> data, std::size_t part);

class PackFile {
 public:
  // Checks everything but the data. Errors: kNotFound, kIo, kFormat (with byte offset).
  static Result<PackFile> open(const std::filesystem::path& path);
  // The same of a file in memory (tests, fuzzers). `bytes` must outlive the result.
  static Result<PackFile> parse(std::span<const std::byte> bytes, std::string_view name);

  [[nodiscard]] std::string_view key() const { return key_; }
  [[nodiscard]] std::span<const std::byte> data() const { return data_; }
  // The file and where data() begins in it; nullptr for a file in memory.
  [[nodiscard]] const MappedFile* file() const { return file_ ? &*file_ : nullptr; }
  [[nodiscard]] std::uint64_t data_begin() const {
    return file_ ? static_cast<std::uint64_t>(data_.data() - file_->bytes().data()) : 0;
  }
  [[nodiscard]] std::size_t parts() const { return pack_parts(data_.size()); }
  // Whether part `part` is what was written. Threads may check different parts at a time.
  [[nodiscard]] bool intact(std::size_t part) const;
  // Gives the pages of some parts back to the system.
  void release(IndexRange parts) const;

 private:
  PackFile() = default;
  std::optional<MappedFile> file_;
  std::string_view key_;
  std::span<const std::byte> hashes_;  // 8 bytes per part
  std::span<const std::byte> data_;
};

// What a file is made of. `hashes`: hash_bytes of every part of `data`.
struct PackContents {
  std::string_view key;
  std::span<const std::uint64_t> hashes;
  std::span<const std::byte> data;
};

// Called between two parts with the bytes written; false stops.
using PackProgress = std::function<bool(std::uint64_t done)>;

// Writes beside `path`, flushes and renames, so that nobody ever sees half a file. Errors: kIo (with the
// system's words), kCancelled; either leaves nothing behind.
Status write_pack_file(const std::filesystem::path& path, const PackContents& contents,
                       const PackProgress& progress);

}  // namespace llada
