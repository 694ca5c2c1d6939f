#include "text/utf8.h"

#include <cstdint>

namespace llada {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t i) {
  return static_cast<std::uint8_t>(text[i]);
}

// What a lead byte promises: the length of the sequence and the range its second byte must be in
// (narrowed for E0, ED, F0 and F4, which is what rules out overlong forms and surrogates).
struct Lead {
  std::size_t bytes = 0;  // 0: not a lead byte
  std::uint8_t second_min = 0x80;
  std::uint8_t second_max = 0xBF;
};

Lead lead_of(std::uint8_t byte) {
  if (byte < 0x80) return {1};
  if (byte < 0xC2) return {0};
  if (byte < 0xE0) return {2};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0};
}

char32_t lead_payload(std::uint8_t byte, std::size_t bytes) {
  return bytes == 1 ? byte : byte & (0x7Fu >> bytes);
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const Lead lead = lead_of(byte_at(text, 0));
  if (lead.bytes == 0) return {kReplacementCodePoint, 1, Utf8Form::kInvalid};
  char32_t value = lead_payload(byte_at(text, 0), lead.bytes);
  for (std::size_t i = 1; i < lead.bytes; ++i) {
    if (i == text.size()) return {kReplacementCodePoint, i, Utf8Form::kIncomplete};
    const std::uint8_t byte = byte_at(text, i);
    const std::uint8_t min = i == 1 ? lead.second_min : 0x80;
    const std::uint8_t max = i == 1 ? lead.second_max : 0xBF;
    if (byte < min || byte > max) return {kReplacementCodePoint, i, Utf8Form::kInvalid};
    value = value << 6 | (byte & 0x3Fu);
  }
  return {value, lead.bytes, Utf8Form::kComplete};
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto put = [&out](char32_t bits) { out.push_back(static_cast<char>(bits)); };
  if (code_point < 0x80) return put(code_point);
  if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
  } else {
    put(0xF0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3F));
    put(0x80 | (code_point >> 6 & 0x3F));
  }
  put(0x80 | (code_point & 0x3F));
}

std::size_t valid_utf8_prefix_bytes(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (byte_at(text, at) < 0x80) {
      ++at;
      continue;
    }
    const CodePoint point = first_code_point(text.substr(at));
    if (point.form != Utf8Form::kComplete) break;
    at += point.bytes;
  }
  return at;
}

std::size_t invalid_utf8_prefix_bytes(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const CodePoint point = first_code_point(text.substr(at));
    if (point.form == Utf8Form::kComplete) break;
    at += point.bytes;
  }
  return at;
}

std::string Utf8Stream::push(std::string_view bytes) {
  pending_.append(bytes);
  std::string out;
  std::size_t at = 0;
  while (at < pending_.size()) {
    const std::string_view rest = std::string_view(pending_).substr(at);
    const CodePoint point = first_code_point(rest);
    if (point.form == Utf8Form::kIncomplete) break;
    append_utf8(out, point.value);
    at += point.bytes;
  }
  pending_.erase(0, at);
  return out;
}

std::string Utf8Stream::finish() {
  std::string out;
  if (!pending_.empty()) append_utf8(out, kReplacementCodePoint);
  pending_.clear();
  return out;
}

}  // namespace llada
