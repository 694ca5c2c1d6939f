// A pack file is refused, or its key and every byte of its data can be read and checked. So that changes
// of the header get past its checksum, each input is also read with that checksum made right.
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "formats/hash.h"
#include "formats/pack_file.h"

namespace {

constexpr std::size_t kFixedBytes = 32;  // before the key
constexpr std::size_t kDataOffset = std::size_t{2} << 20;

void read(std::span<const std::byte> bytes) {
  const auto file = llada::PackFile::parse(bytes, "fuzz.pack");
  if (!file) return;
  if (file->key().size() + file->data().size() > bytes.size()) __builtin_trap();
  (void)llada::hash_bytes(std::as_bytes(std::span(file->key())));
  for (std::size_t part = 0; part < file->parts(); ++part) (void)file->intact(part);
}

std::uint64_t number_at(std::span<const std::byte> bytes, std::size_t at) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

// Where the header's checksum belongs, or the size of `bytes` when it does not lie within.
std::size_t sealed_bytes(std::span<const std::byte> bytes) {
  if (bytes.size() < kFixedBytes) return bytes.size();
  const std::uint64_t key = number_at(bytes, 16);
  const std::uint64_t data = number_at(bytes, 24);
  if (key > bytes.size() || data > (std::uint64_t{1} << 32)) return bytes.size();
  const std::uint64_t end = kFixedBytes + key + 8 * llada::pack_parts(data);
  return end + 8 <= bytes.size() ? end : bytes.size();
}

}  // namespace

// The zeros between header and data are left out of the input: 64 bytes of it are the data.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = std::as_bytes(std::span(data, size));
  read(input);
  if (size < 64 || size > kDataOffset) return 0;
  std::vector<std::byte> file(kDataOffset + 64);
  std::memcpy(file.data(), input.data(), size - 64);
  std::memcpy(file.data() + kDataOffset, input.data() + size - 64, 64);
  const std::size_t end = sealed_bytes(std::span<const std::byte>(file).first(kDataOffset));
  if (end < kDataOffset) {
    const std::uint64_t hash = llada::hash_bytes(std::span<const std::byte>(file).first(end));
    std::memcpy(file.data() + end, &hash, sizeof hash);
  }
  read(file);
  return 0;
}
