#include "formats/pack_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstring>
#include <fstream>
#include <string>

#include "formats/hash.h"
#include "support/temp_folder.h"

namespace llada {
namespace {

using Bytes = std::vector<std::byte>;

constexpr std::size_t kDataOffset = std::size_t{2} << 20;
const std::string kKey = "layout: lanes\nsource: m.gguf\n";

bool go_on(std::uint64_t) { return true; }

Bytes some_data(std::size_t size) {
  Bytes data(size);
  for (std::size_t i = 0; i < size; ++i) data[i] = static_cast<std::byte>(i * 31 + i / 251);
  return data;
}

std::vector<std::uint64_t> hashes_of(std::span<const std::byte> data) {
  std::vector<std::uint64_t> hashes;
  for (std::size_t part = 0; part < pack_parts(data.size()); ++part) hashes.push_back(hash_bytes(pack_part(data, part)));
  return hashes;
}

Status write(const std::filesystem::path& path, std::span<const std::byte> data,
             const PackProgress& progress = go_on) {
  const auto hashes = hashes_of(data);
  return write_pack_file(path, {kKey, hashes, data}, progress);
}

Bytes read_all(const std::filesystem::path& path) {
  const auto mapped = MappedFile::open(path).value();
  return {mapped.bytes().begin(), mapped.bytes().end()};
}

Bytes small_file(std::size_t data_bytes) {
  const test::TempFolder folder;
  EXPECT_TRUE(write(folder.path() / "small", some_data(data_bytes)));
  return read_all(folder.path() / "small");
}

bool all_intact(const PackFile& file) {
  for (std::size_t part = 0; part < file.parts(); ++part) {
    if (!file.intact(part)) return false;
  }
  return true;
}

// Refused, seen to be damaged, or still what was written.
bool harmless(std::span<const std::byte> bytes, std::span<const std::byte> data) {
  const auto file = PackFile::parse(bytes, "test.pack");
  if (!file || !all_intact(*file)) return true;
  return file->key() == kKey && std::ranges::equal(file->data(), data);
}

void put(Bytes& file, std::size_t offset, std::uint64_t value, std::size_t size) {
  std::memcpy(file.data() + offset, &value, size);
}

// Makes the header's checksum right again.
void seal(Bytes& file, std::size_t header_bytes) {
  put(file, header_bytes, hash_bytes(std::span(file).first(header_bytes)), 8);
}

TEST(PackFile, HoldsWhatWasWritten) {
  const test::TempFolder folder;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{4096}, kPackPartBytes,
                                 2 * kPackPartBytes + 5}) {
    const auto path = folder.path() / "a.pack";
    const Bytes data = some_data(size);
    const Status written = write(path, data);
    ASSERT_TRUE(written) << written.error().message;
    const auto file = PackFile::open(path);
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->key(), kKey);
    EXPECT_EQ(file->parts(), (size + kPackPartBytes - 1) / kPackPartBytes);
    EXPECT_TRUE(std::ranges::equal(file->data(), data));
    EXPECT_TRUE(all_intact(*file));
    EXPECT_EQ(std::filesystem::file_size(path) - size, kDataOffset);
  }
}

TEST(PackFile, EverySingleByteChangeIsFoundOrHarmless) {
  const Bytes data = some_data(700);
  Bytes file = small_file(data.size());
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < 4096; ++at) places.push_back(at);
  for (std::size_t at = 4096; at < kDataOffset; at += 4093) places.push_back(at);
  for (std::size_t at = kDataOffset; at < file.size(); ++at) places.push_back(at);
  for (const std::size_t at : places) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      file[at] ^= static_cast<std::byte>(flip);
      EXPECT_TRUE(harmless(file, data)) << "byte " << at << " ^ " << flip;
      file[at] ^= static_cast<std::byte>(flip);
    }
  }
}

TEST(PackFile, EveryTruncationAndEveryExcessIsRefused) {
  const Bytes file = small_file(700);
  for (std::size_t size = 0; size < file.size(); size += size < 200 || size >= kDataOffset - 2 ? 1 : 997) {
    EXPECT_FALSE(PackFile::parse(std::span(file).first(size), "test.pack")) << size;
  }
  Bytes longer = file;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(PackFile::parse(longer, "test.pack"));
}

TEST(PackFile, AbsurdHeadersAreRefusedWithTheByteWhereTheyGoWrong) {
  struct Case {
    std::size_t offset;
    std::uint64_t value;
    std::size_t size;
    const char* message;
  };
  const std::size_t header_bytes = 32 + kKey.size() + 8;
  for (const Case& one : std::vector<Case>{{0, 0, 1, "byte 0"},
                                           {8, 2, 4, "version 2"},
                                           {12, 1, 4, "byte 12"},
                                           {16, UINT64_MAX, 8, "a key of"},
                                           {16, 1 << 20, 8, "byte"},
                                           {24, UINT64_MAX, 8, "data of"},
                                           {24, 699, 8, "ends here"},
                                           {24, 0, 8, "checksum"}}) {
    Bytes file = small_file(700);
    put(file, one.offset, one.value, one.size);
    seal(file, header_bytes);
    const auto parsed = PackFile::parse(file, "test.pack");
    ASSERT_FALSE(parsed) << one.message;
    EXPECT_EQ(parsed.error().code, ErrorCode::kFormat);
    EXPECT_NE(parsed.error().message.find(one.message), std::string::npos) << parsed.error().message;
    EXPECT_TRUE(parsed.error().message.starts_with("test.pack: byte ")) << parsed.error().message;
  }
}

TEST(PackFile, ACancelledWriteLeavesNothingBehind) {
  const test::TempFolder folder;
  const Status written = write(folder.path() / "a.pack", some_data(3 * kPackPartBytes),
                               [](std::uint64_t done) { return done < kPackPartBytes; });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kCancelled);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

// The limit stands for a full disk; its signal would end a process that does not expect it.
TEST(PackFile, AFullDiskIsAnErrorThatLeavesTheOldFileAndNothingElse) {
  const test::TempFolder folder;
  const auto path = folder.path() / "a.pack";
  ASSERT_TRUE(write(path, some_data(5)));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  for (const rlim_t limit : {rlim_t{4096}, rlim_t{kDataOffset + 4096}}) {
    const rlimit small{limit, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const Status written = write(path, some_data(2 * kPackPartBytes));
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::kIo);
    EXPECT_EQ(PackFile::open(path)->data().size(), 5u);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  }
}

TEST(PackFile, AFolderThatIsNoneIsAnError) {
  const test::TempFolder folder;
  folder.write("file", "x");
  const Status written = write(folder.path() / "file" / "a.pack", some_data(5));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kIo);
  EXPECT_EQ(PackFile::open(folder.path() / "none.pack").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace llada
