#include "formats/pack_file.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "base/checked.h"
#include "formats/allocation_guard.h"
#include "formats/gguf/byte_cursor.h"
#include "formats/hash.h"
#include "formats/output_file.h"

namespace llada {
namespace {

constexpr std::string_view kMagic = "LLADAPCK";
constexpr std::uint32_t kFormatVersion = 1;
constexpr std::uint64_t kDataAlignment = std::uint64_t{2} << 20;
constexpr std::uint64_t kMaxKeyBytes = std::uint64_t{64} << 20;  // 100 bytes for each of 2^16 tensors is 6.4 MB

using gguf::ByteCursor;

template <class Number>
void append_number(std::string& out, Number value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

Status check_start(ByteCursor& cursor) {
  LLADA_TRY(magic, cursor.take(kMagic.size(), "the magic"));
  if (std::memcmp(magic.data(), kMagic.data(), kMagic.size()) != 0) {
    return cursor.error_at(0, ErrorCode::kFormat, "is no pack cache: it does not begin with {}", kMagic);
  }
  LLADA_TRY(version, cursor.number<std::uint32_t>("the version"));
  if (version != kFormatVersion) {
    return cursor.error_at(kMagic.size(), ErrorCode::kFormat, "format version {}; this program reads {}",
                           version, kFormatVersion);
  }
  LLADA_TRY(zero, cursor.number<std::uint32_t>("a reserved field"));
  return zero == 0 ? Status() : cursor.error_at(12, ErrorCode::kFormat, "a reserved field is {}, not 0", zero);
}

Status check_header_hash(ByteCursor& cursor, std::span<const std::byte> bytes) {
  const std::size_t end = cursor.position();
  LLADA_TRY(hash, cursor.number<std::uint64_t>("the header's checksum"));
  if (hash == hash_bytes(bytes.first(end))) return {};
  return cursor.error_at(end, ErrorCode::kFormat, "the header does not match its checksum");
}

std::uint64_t data_offset(std::uint64_t header_bytes) {
  return (header_bytes + kDataAlignment - 1) / kDataAlignment * kDataAlignment;
}

// All that lies before the data.
std::string header_of(const PackContents& contents) {
  const auto hashes = std::as_bytes(contents.hashes);
  std::string out(kMagic);
  append_number(out, kFormatVersion);
  append_number(out, std::uint32_t{0});
  append_number(out, std::uint64_t{contents.key.size()});
  append_number(out, std::uint64_t{contents.data.size()});
  out += contents.key;
  out.append(reinterpret_cast<const char*>(hashes.data()), hashes.size());
  append_number(out, hash_bytes(std::as_bytes(std::span(out))));
  out.resize(data_offset(out.size()));
  return out;
}

}  // namespace

std::size_t pack_parts(std::size_t data_bytes) {
  return data_bytes / kPackPartBytes + (data_bytes % kPackPartBytes == 0 ? 0 : 1);
}

std::span<const std::byte> pack_part(std::span<const std::byte> data, std::size_t part) {
  const auto rest = data.subspan(part * kPackPartBytes);
  return rest.first(std::min(rest.size(), kPackPartBytes));
}

Result<PackFile> PackFile::open(const std::filesystem::path& path) {
  return guard_allocation(path.native(), [&]() -> Result<PackFile> {
    LLADA_TRY(mapped, MappedFile::open(path));
    mapped.prefer_huge_pages();
    LLADA_TRY(file, parse(mapped.bytes(), path.native()));
    file.file_.emplace(std::move(mapped));
    return std::move(file);
  });
}

Result<PackFile> PackFile::parse(std::span<const std::byte> bytes, std::string_view name) {
  ByteCursor cursor(bytes, name);
  LLADA_CHECK(check_start(cursor));
  LLADA_TRY(key_bytes, cursor.number<std::uint64_t>("the key's length"));
  LLADA_TRY(data_bytes, cursor.number<std::uint64_t>("the data's length"));
  if (key_bytes > kMaxKeyBytes || data_bytes > bytes.size()) {
    return cursor.error_at(kMagic.size() + 8, ErrorCode::kFormat,
                           "a key of {} and data of {} bytes in a file of {}", key_bytes, data_bytes,
                           bytes.size());
  }
  PackFile file;
  LLADA_TRY(key, cursor.take(key_bytes, "the key"));
  LLADA_TRY(hashes, cursor.take(pack_parts(data_bytes) * sizeof(std::uint64_t), "the checksums"));
  LLADA_CHECK(check_header_hash(cursor, bytes));
  const std::uint64_t begin = data_offset(cursor.position());
  if (begin + data_bytes != bytes.size()) {
    return cursor.error_at(bytes.size(), ErrorCode::kFormat, "the file ends here, but its header says {}",
                           begin + data_bytes);
  }
  file.key_ = {reinterpret_cast<const char*>(key.data()), key.size()};
  file.hashes_ = hashes;
  file.data_ = bytes.subspan(begin);
  return file;
}

bool PackFile::intact(std::size_t part) const {
  std::uint64_t expected = 0;
  std::memcpy(&expected, hashes_.data() + part * sizeof expected, sizeof expected);
  return hash_bytes(pack_part(data_, part)) == expected;
}

void PackFile::release(IndexRange parts) const {
  const std::size_t from = std::min(parts.begin * kPackPartBytes, data_.size());
  const std::size_t to = std::min(parts.end * kPackPartBytes, data_.size());
  if (file_) file_->release(data_.subspan(from, to - from));
}

Status write_pack_file(const std::filesystem::path& path, const PackContents& contents,
                       const PackProgress& progress) {
  return guard_allocation(path.native(), [&]() -> Status {
    const std::string header = header_of(contents);
    LLADA_TRY(file, OutputFile::create(path));
    LLADA_CHECK(file.reserve(header.size() + contents.data.size()));
    LLADA_CHECK(file.write(std::as_bytes(std::span(header))));
    for (std::size_t part = 0; part < contents.hashes.size(); ++part) {
      if (!progress(part * kPackPartBytes)) return fail(ErrorCode::kCancelled, "{}: cancelled", path.string());
      LLADA_CHECK(file.write(pack_part(contents.data, part)));
    }
    return file.publish();
  });
}

}  // namespace llada
