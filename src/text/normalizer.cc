#include "text/normalizer.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>
#include <new>

#include "text/utf8.h"

namespace llada {
namespace {

constexpr char32_t kFirstChanging =
    0x300;  // every code point below is its own NFC, whatever follows

bool is_combining(char32_t code_point) {
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(code_point))->combining_class != 0;
}

// Length of a front part of `text` (valid UTF-8) whose combining runs are within the limit; sets
// `changing` if NFC may differ from it.
std::size_t part_bytes(std::string_view text, bool& changing) {
  changing = false;
  int run = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const CodePoint point = first_code_point(text.substr(at));
    changing = changing || point.value >= kFirstChanging;
    run = is_combining(point.value) ? run + 1 : 0;
    if (run > kMaxCombiningRun) break;
    at += point.bytes;
  }
  return at;
}

void append_nfc(std::string& out, std::string_view valid) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(valid.data()),
                   static_cast<utf8proc_ssize_t>(valid.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
  if (length < 0) {
    out.append(valid);
  } else {
    out.append(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
  }
}

void append_valid(std::string& out, std::string_view valid) {
  while (!valid.empty()) {
    bool changing = false;
    const std::string_view part = valid.substr(0, part_bytes(valid, changing));
    changing ? append_nfc(out, part) : static_cast<void>(out.append(part));
    valid.remove_prefix(part.size());
  }
}

}  // namespace

std::string to_nfc(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t valid = valid_utf8_prefix_bytes(text);
    append_valid(out, text.substr(0, valid));
    text.remove_prefix(valid);
    const std::size_t invalid = invalid_utf8_prefix_bytes(text);
    out.append(text.substr(0, invalid));
    text.remove_prefix(invalid);
  }
  return out;
}

}  // namespace llada
