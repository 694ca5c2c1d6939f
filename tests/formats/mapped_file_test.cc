#include "formats/mapped_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "support/temp_folder.h"
#include "support/test_data.h"

namespace llada {
namespace {

std::string text_of(const MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

// Pages of `bytes` (page-aligned start) that are in this process's page tables.
std::size_t resident_pages(std::span<const std::byte> bytes) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const int pagemap = ::open("/proc/self/pagemap", O_RDONLY);
  std::size_t present = 0;
  for (std::size_t at = 0; at < bytes.size(); at += page) {
    std::uint64_t entry = 0;
    const auto number = reinterpret_cast<std::uintptr_t>(bytes.data() + at) / page;
    EXPECT_EQ(::pread(pagemap, &entry, sizeof entry, static_cast<off_t>(number * sizeof entry)), 8);
    present += entry >> 63;
  }
  ::close(pagemap);
  return present;
}

TEST(MappedFile, ShowsTheBytesOfTheFile) {
  const test::TempFolder folder;
  folder.write("a.bin", "hello");
  const auto file = MappedFile::open(folder.path() / "a.bin");
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(text_of(*file), "hello");
  EXPECT_EQ(file->path(), folder.path() / "a.bin");
}

TEST(MappedFile, AnEmptyFileHasNoBytesAndIsNoError) {
  const test::TempFolder folder;
  folder.write("empty", "");
  const auto file = MappedFile::open(folder.path() / "empty");
  ASSERT_TRUE(file.has_value());
  EXPECT_TRUE(file->bytes().empty());
}

TEST(MappedFile, AnAbsentFileIsNotFoundAndNamed) {
  const auto file = MappedFile::open("/no/such/file.gguf");
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::kNotFound);
  EXPECT_NE(file.error().message.find("/no/such/file.gguf"), std::string::npos);
}

TEST(MappedFile, ADirectoryAndADeviceAreRefused) {
  for (const char* path : {"/tmp", "/dev/null"}) {
    const auto file = MappedFile::open(path);
    ASSERT_FALSE(file.has_value()) << path;
    EXPECT_EQ(file.error().code, ErrorCode::kIo);
  }
}

TEST(MappedFile, APipeIsRefusedWithoutWaitingForAWriter) {
  const test::TempFolder folder;
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto file = MappedFile::open(pipe);
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::kIo);
}

#ifndef __SANITIZE_ADDRESS__  // whose own maps the limit would refuse too
TEST(MappedFile, AMapThatTheSystemRefusesIsAnIoError) {
  const test::TempFolder folder;
  folder.write("sparse", "");
  std::filesystem::resize_file(folder.path() / "sparse", std::uintmax_t{1} << 40);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_AS, &before), 0);
  const rlimit tight{rlim_t{1} << 39, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &tight), 0);
  const auto file = MappedFile::open(folder.path() / "sparse");
  ::setrlimit(RLIMIT_AS, &before);
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::kIo);
  EXPECT_NE(file.error().message.find("cannot map into memory"), std::string::npos);
}
#endif

TEST(MappedFile, MovingHandsTheMappingOver) {
  const test::TempFolder folder;
  folder.write("a", "first");
  folder.write("b", "second");
  auto a = MappedFile::open(folder.path() / "a");
  auto b = MappedFile::open(folder.path() / "b");
  MappedFile moved = std::move(*a);
  EXPECT_EQ(text_of(moved), "first");
  moved = std::move(*b);
  EXPECT_EQ(text_of(moved), "second");
}

TEST(MappedFile, ReleaseDropsWholePagesInsideThePartAndKeepsTheContents) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const test::TempFolder folder;
  folder.write("big", std::string(64 * page, 'x'));
  const auto file = MappedFile::open(folder.path() / "big");
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(std::ranges::count(file->bytes(), std::byte{'x'}), 64 * static_cast<long>(page));
  const auto part = file->bytes().subspan(page / 2, 10 * page);  // nine whole pages
  ASSERT_EQ(resident_pages(file->bytes()), 64u);
  file->release(part);
  EXPECT_EQ(resident_pages(file->bytes()), 64u - 9u);
  EXPECT_EQ(std::ranges::count(file->bytes(), std::byte{'x'}), 64 * static_cast<long>(page));
}

TEST(MappedFile, ReleaseLeavesForeignMemoryAlone) {
  const test::TempFolder folder;
  folder.write("a", "x");
  const auto file = MappedFile::open(folder.path() / "a");
  ASSERT_TRUE(file.has_value());
  const std::vector<std::byte> heap(1 << 16, std::byte{7});
  file->release(heap);
  EXPECT_EQ(std::ranges::count(heap, std::byte{7}), 1 << 16);
}

}  // namespace
}  // namespace llada
