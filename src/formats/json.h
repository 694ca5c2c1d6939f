// The one door to nlohmann-json: parsing with depth and size limits and errors as values, and writing
// that cannot throw on invalid UTF-8.
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
};

// Errors: kFormat with byte offset (duplicate keys: the last wins, as in JSON tools everywhere).
Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});
Result<Json> read_json_file(const std::filesystem::path& path, const JsonLimits& limits = {});

// Invalid UTF-8 inside strings becomes U+FFFD.
std::string write_json(const Json& value, int indent = -1);

}  // namespace llada
