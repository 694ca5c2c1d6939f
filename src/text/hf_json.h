// Reading members of a JSON document that may be absent or of another type.
#pragma once

#include <string>

#include "formats/json.h"

namespace llada {

// null if `object` is not an object or has no such member.
[[nodiscard]] inline const Json& json_member(const Json& object, const char* key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

// Empty unless the member is text.
[[nodiscard]] inline std::string json_text(const Json& object, const char* key) {
  const Json& value = json_member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

// `otherwise` unless the member is true or false.
[[nodiscard]] inline bool json_flag(const Json& object, const char* key, bool otherwise) {
  const Json& value = json_member(object, key);
  return value.is_boolean() ? value.get<bool>() : otherwise;
}

}  // namespace llada
