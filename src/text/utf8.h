// UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace llada {

enum class Utf8Form { kComplete, kIncomplete, kInvalid };

// The code point at the front of some bytes. kIncomplete: the bytes end inside a sequence that
// could still become valid. kInvalid: `bytes` (1..3) can never start a code point. In both of these
// `value` is U+FFFD and `bytes` is the maximal subpart that one U+FFFD replaces (Unicode 15,
// section 3.9).
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;
  Utf8Form form = Utf8Form::kComplete;
};

inline constexpr char32_t kReplacementCodePoint = 0xFFFD;

// `text` must not be empty.
[[nodiscard]] CodePoint first_code_point(std::string_view text);

void append_utf8(std::string& out, char32_t code_point);

// Length of the longest prefix that is valid UTF-8.
[[nodiscard]] std::size_t valid_utf8_prefix_bytes(std::string_view text);

// Length of the longest prefix in which no byte belongs to a valid code point.
[[nodiscard]] std::size_t invalid_utf8_prefix_bytes(std::string_view text);

// Turns a stream of bytes, cut anywhere, into complete code points. What push() returns, put
// together and followed by finish(), is the whole stream with U+FFFD for what is not UTF-8; a code
// point is held back only while bytes of it may still come.
class Utf8Stream {
 public:
  [[nodiscard]] std::string push(std::string_view bytes);
  [[nodiscard]] std::string finish();

 private:
  std::string pending_;  // at most 3 bytes between calls
};

}  // namespace llada
