#include "base/aligned.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>

namespace llada {
namespace {

bool all_zero(std::span<const std::byte> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte value) { return value == std::byte{0}; });
}

std::uintptr_t address(const AlignedBuffer& buffer) { return reinterpret_cast<std::uintptr_t>(buffer.data()); }

// Bytes on huge pages in the mapping that holds `address`; 0 where the system does not tell.
std::uint64_t huge_bytes_at(std::uintptr_t wanted) {
  std::ifstream smaps("/proc/self/smaps");
  bool inside = false;
  for (std::string line; std::getline(smaps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char dash = 0;
    std::istringstream range(line);
    if (range >> std::hex >> begin >> dash >> end && dash == '-') inside = begin <= wanted && wanted < end;
    if (inside && line.starts_with("AnonHugePages:")) return std::stoull(line.substr(14)) << 10;
  }
  return 0;
}

bool system_gives_huge_pages() {
  std::ifstream file("/sys/kernel/mm/transparent_hugepage/enabled");
  std::string modes;
  std::getline(file, modes);
  return modes.find("[madvise]") != std::string::npos || modes.find("[always]") != std::string::npos;
}

TEST(AlignedBuffer, IsZeroedAndAlignedAtEverySize) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{4097}, AlignedBuffer::kHugePage - 1,
                                 AlignedBuffer::kHugePage, AlignedBuffer::kHugePage * 2 + 1}) {
    const auto buffer = AlignedBuffer::allocate(size);
    ASSERT_TRUE(buffer) << buffer.error().message;
    EXPECT_EQ(buffer->size(), size);
    const bool huge = size >= AlignedBuffer::kHugePage;
    EXPECT_EQ(address(*buffer) % (huge ? AlignedBuffer::kHugePage : AlignedBuffer::kAlignment), 0u) << size;
    EXPECT_TRUE(all_zero(buffer->bytes())) << size;
  }
}

TEST(AlignedBuffer, LiesOnHugePagesOnceItIsWritten) {
  if (!system_gives_huge_pages()) GTEST_SKIP() << "this system gives no huge pages to those who ask";
  auto buffer = *AlignedBuffer::allocate(8 * AlignedBuffer::kHugePage);
  std::fill(buffer.bytes().begin(), buffer.bytes().end(), std::byte{1});
  const std::uint64_t huge = huge_bytes_at(address(buffer));
  if (huge == 0) GTEST_SKIP() << "no free huge page, or the system does not tell";
  EXPECT_GE(huge, 4 * AlignedBuffer::kHugePage);
}

TEST(AlignedBuffer, SaysWhenTheSystemRefuses) {
  for (const std::size_t size : {SIZE_MAX, SIZE_MAX - 4096, std::size_t{1} << 60}) {
    const auto buffer = AlignedBuffer::allocate(size);
    ASSERT_FALSE(buffer) << size;
    EXPECT_EQ(buffer.error().code, ErrorCode::kOutOfMemory);
  }
}

TEST(AlignedBuffer, MovesWithoutCopying) {
  auto first = *AlignedBuffer::allocate(3 * AlignedBuffer::kHugePage);
  const std::uintptr_t place = address(first);
  first.data()[5] = std::byte{7};
  AlignedBuffer second = std::move(first);
  EXPECT_EQ(address(second), place);
  EXPECT_EQ(second.data()[5], std::byte{7});
}

}  // namespace
}  // namespace llada
