// The one door to nlohmann-json: parsing with depth and size limits and errors as values, and writing
// that cannot throw on invalid UTF-8. Objects keep the order of the text; looking a key up is linear in
// the object's size, so walk large objects (a vocabulary) instead of asking for each key.
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace llada {

using Json = nlohmann::ordered_json;

struct JsonLimits {
  std::size_t max_bytes = std::size_t{100} << 20;  // a tokenizer.json of 150k merges has about 10 MiB
  int max_depth = 64;
  std::size_t max_string_bytes = std::size_t{16} << 20;
  // A value costs up to 100 bytes while it is built but as little as 2 of text: this bounds a parse to
  // the text's size + 192 MiB. A tokenizer.json of 157k tokens and merges has 0.6 million.
  std::size_t max_values = std::size_t{1} << 20;
};

// The limits are checked before anything is built. Errors: kFormat with byte offset, kOutOfMemory.
// (Duplicate keys: the last wins, as in JSON tools everywhere.)
Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});
Result<Json> read_json_file(const std::filesystem::path& path, const JsonLimits& limits = {});

// Empties a document without allocating: the library's own destructor allocates, and where that fails
// it ends the process. For documents from parse_json (recurses as deep as they are nested).
void dismantle(Json& value) noexcept;

// Dismantles the document it holds.
class JsonHolder {
 public:
  explicit JsonHolder(Json value) : value_(std::move(value)) {}
  ~JsonHolder() { dismantle(value_); }
  JsonHolder(const JsonHolder&) = delete;
  JsonHolder& operator=(const JsonHolder&) = delete;
  [[nodiscard]] const Json& operator*() const { return value_; }

 private:
  Json value_;
};

// Invalid UTF-8 inside strings becomes U+FFFD.
std::string write_json(const Json& value, int indent = -1);

}  // namespace llada
