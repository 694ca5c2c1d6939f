#include "text/byte_map.h"

#include <array>

#include "text/utf8.h"

namespace llada {
namespace {

constexpr char32_t kFirstShifted = 0x100;
constexpr std::size_t kShiftedBytes = 68;

constexpr bool keeps_its_number(unsigned byte) {
  return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
}

constexpr auto kShifted = [] {
  std::array<std::uint8_t, kShiftedBytes> shifted{};
  std::size_t count = 0;
  for (unsigned byte = 0; byte < 256; ++byte)
    if (!keeps_its_number(byte)) shifted[count++] = static_cast<std::uint8_t>(byte);
  return shifted;
}();

constexpr auto kCharacters = [] {
  std::array<char32_t, 256> characters{};
  for (unsigned byte = 0; byte < 256; ++byte) characters[byte] = byte;
  for (std::size_t i = 0; i < kShiftedBytes; ++i)
    characters[kShifted[i]] = kFirstShifted + static_cast<char32_t>(i);
  return characters;
}();

}  // namespace

char32_t byte_to_character(std::uint8_t byte) { return kCharacters[byte]; }

std::optional<std::uint8_t> character_to_byte(char32_t character) {
  if (character < kFirstShifted) {
    if (!keeps_its_number(character)) return std::nullopt;
    return static_cast<std::uint8_t>(character);
  }
  if (character - kFirstShifted >= kShiftedBytes) return std::nullopt;
  return kShifted[character - kFirstShifted];
}

std::string bytes_to_spelling(std::string_view bytes) {
  std::string spelling;
  spelling.reserve(2 * bytes.size());
  for (const char byte : bytes)
    append_utf8(spelling, byte_to_character(static_cast<std::uint8_t>(byte)));
  return spelling;
}

std::optional<std::string> spelling_to_bytes(std::string_view spelling) {
  std::string bytes;
  bytes.reserve(spelling.size());
  while (!spelling.empty()) {
    const CodePoint point = first_code_point(spelling);
    const auto byte = character_to_byte(point.value);
    if (!byte) return std::nullopt;
    bytes.push_back(static_cast<char>(*byte));
    spelling.remove_prefix(point.bytes);
  }
  return bytes;
}

}  // namespace llada
