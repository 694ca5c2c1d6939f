// Any bytes are a command list that encodes to the same bytes, or are refused. So that the fuzzer
// gets past the checksum, the bytes are also tried as a payload whose header is put right.
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "npu/command_codec.h"

namespace {

constexpr std::size_t kHeaderBytes = 24;

void put(std::vector<std::byte>& bytes, std::size_t at, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i)
    bytes[at + i] = static_cast<std::byte>((value >> (8 * i)) & 0xff);
}

void decode(std::span<const std::byte> bytes) {
  const auto list = llada::decode_commands(bytes);
  if (!list) return;
  const auto again = llada::encode_commands(*list);
  if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) __builtin_trap();
}

// The first byte says how many commands there are.
void decode_payload(std::span<const std::byte> input) {
  const auto payload = input.subspan(1);
  auto bytes = llada::encode_commands({});
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  put(bytes, 8, std::to_integer<std::uint64_t>(input[0]), 4);
  put(bytes, 12, payload.size(), 4);
  put(bytes, 16, llada::checksum(std::span(bytes).subspan(kHeaderBytes)), 8);
  decode(bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  decode(bytes);
  if (size > 0) decode_payload(bytes);
  return 0;
}
