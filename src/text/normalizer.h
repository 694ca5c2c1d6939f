// Unicode normalisation form C, which Hugging Face's Qwen2 tokenizers apply before anything else
// (llama.cpp does not, so files in its format never ask for it).
#pragma once

#include <string>
#include <string_view>

namespace llada {

// Bytes that are not UTF-8 stay as they are and separate the text around them. Canonical ordering
// is quadratic in a run of combining marks, so a run longer than kMaxCombiningRun is normalised in
// parts of that length. Unicode's own bound for text that is safe to stream is 30 (UAX #15, section
// 13).
[[nodiscard]] std::string to_nfc(std::string_view text);

inline constexpr int kMaxCombiningRun = 64;

}  // namespace llada
