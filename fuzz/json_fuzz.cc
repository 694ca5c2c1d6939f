// Our reader takes exactly what the JSON library takes (within the limits), and what is written
// reads back the same.
#include <cstdint>
#include <string_view>

#include "formats/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr llada::JsonLimits kLimits{.max_bytes = 1 << 20, .max_depth = 32};
  auto value = llada::parse_json(text, kLimits);
  const bool limited =
      !value && (value.error().message.find("nested deeper") != std::string::npos ||
                 value.error().message.find("JSON of") != std::string::npos);
  if (!limited && llada::Json::accept(text) != value.has_value()) __builtin_trap();
  if (!value) return 0;

  auto again = llada::parse_json(llada::write_json(*value));
  if (!again || *again != *value) __builtin_trap();
  llada::dismantle(*value);
  llada::dismantle(*again);
  return 0;
}
