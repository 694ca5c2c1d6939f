#include "text/byte_map.h"

#include <gtest/gtest.h>

#include <set>

namespace llada {
namespace {

TEST(ByteMap, EveryByteHasItsOwnCharacterAndComesBack) {
  std::set<char32_t> seen;
  for (int byte = 0; byte < 256; ++byte) {
    const char32_t character = byte_to_character(static_cast<std::uint8_t>(byte));
    seen.insert(character);
    EXPECT_EQ(character_to_byte(character), byte);
  }
  EXPECT_EQ(seen.size(), 256u);
}

TEST(ByteMap, KnownCharacters) {
  EXPECT_EQ(byte_to_character('A'), U'A');
  EXPECT_EQ(byte_to_character(' '), U'\u0120');
  EXPECT_EQ(byte_to_character('\n'), U'\u010A');
  EXPECT_EQ(byte_to_character(0), U'\u0100');
  EXPECT_EQ(byte_to_character(0xAD), U'\u0143');
  EXPECT_EQ(byte_to_character(0xFF), U'\u00FF');
}

TEST(ByteMap, CharactersOutsideTheAlphabetHaveNoByte) {
  for (const char32_t character : {U' ', U'\n', U'\x7F', U'\u00AD', U'\u0144', U'\u4F60'})
    EXPECT_EQ(character_to_byte(character), std::nullopt);
  EXPECT_EQ(spelling_to_bytes("a b"), std::nullopt);
  EXPECT_EQ(spelling_to_bytes("\xFF"), std::nullopt);
}

TEST(ByteMap, SpellingsAreReversible) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes.push_back(static_cast<char>(byte));
  EXPECT_EQ(spelling_to_bytes(bytes_to_spelling(bytes)), bytes);
}

}  // namespace
}  // namespace llada
