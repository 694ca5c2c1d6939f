// The alphabet of byte-level BPE: every byte has a printable character, so that a vocabulary can be
// written as text. Bytes 33-126, 161-172 and 174-255 are the character of the same number; the
// other 68, in ascending order, are U+0100, U+0101 ... (so space is U+0120 and newline U+010A).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace llada {

[[nodiscard]] char32_t byte_to_character(std::uint8_t byte);
[[nodiscard]] std::optional<std::uint8_t> character_to_byte(char32_t character);

// Bytes as a vocabulary spells them.
[[nodiscard]] std::string bytes_to_spelling(std::string_view bytes);

// The bytes a spelling stands for; nullopt if it holds a character outside the alphabet.
[[nodiscard]] std::optional<std::string> spelling_to_bytes(std::string_view spelling);

}  // namespace llada
