#include <limits>
#include <utility>

#include "formats/allocation_guard.h"
#include "formats/gguf.h"
#include "formats/gguf/value_type.h"

namespace llada {
namespace gguf {
namespace {

constexpr std::string_view scalar_name(ValueType type) {
  constexpr std::string_view kNames[]{"u8",   "i8",     "u16",   "i16", "u32", "i32", "f32",
                                      "bool", "string", "array", "u64", "i64", "f64"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string array_name(const GgufArray& array) {
  return std::visit(
      []<class T>(const std::vector<T>&) {
        return fmt::format("array of {}", scalar_name(value_type_of<T>()));
      },
      array);
}

}  // namespace

std::string type_name(const GgufValue& value) {
  if (const auto* array = std::get_if<GgufArray>(&value)) return array_name(*array);
  return std::visit([]<class T>(const T&) { return std::string(scalar_name(value_type_of<T>())); },
                    value);
}

}  // namespace gguf

namespace {

template <class T>
constexpr bool kIsInteger = std::is_integral_v<T> && !std::is_same_v<T, bool>;

tl::unexpected<Error> wrong_type(std::string_view key, const GgufValue& found,
                                 std::string_view wanted) {
  return fail(ErrorCode::kFormat, "metadata key {} is of type {}, not {}", key,
              gguf::type_name(found), wanted);
}

tl::unexpected<Error> too_large(std::string_view key, std::uint64_t value) {
  return fail(ErrorCode::kFormat, "metadata key {}: {} is beyond {}", key, value,
              std::numeric_limits<std::int64_t>::max());
}

template <class T>
Result<std::vector<std::int64_t>> widened(std::string_view key, const std::vector<T>& values) {
  std::vector<std::int64_t> wide;
  wide.reserve(values.size());
  for (const T value : values) {
    if (!std::in_range<std::int64_t>(value))
      return too_large(key, static_cast<std::uint64_t>(value));
    wide.push_back(static_cast<std::int64_t>(value));
  }
  return wide;
}

}  // namespace

const GgufValue* GgufMetadata::find(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : &found->second;
}

Result<std::optional<std::int64_t>> GgufMetadata::integer(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  return std::visit(
      [&]<class T>(const T& number) -> Result<std::optional<std::int64_t>> {
        if constexpr (kIsInteger<T>) {
          if (std::in_range<std::int64_t>(number)) return static_cast<std::int64_t>(number);
          return too_large(key, static_cast<std::uint64_t>(number));
        } else {
          return wrong_type(key, *value, "an integer");
        }
      },
      *value);
}

Result<std::optional<double>> GgufMetadata::real(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* single = std::get_if<float>(value)) return *single;
  if (const auto* wide = std::get_if<double>(value)) return *wide;
  return wrong_type(key, *value, "f32 or f64");
}

Result<std::optional<bool>> GgufMetadata::boolean(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* flag = std::get_if<bool>(value)) return *flag;
  return wrong_type(key, *value, "bool");
}

Result<const std::string*> GgufMetadata::string(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return nullptr;
  if (const auto* text = std::get_if<std::string>(value)) return text;
  return wrong_type(key, *value, "string");
}

Result<const std::vector<std::string>*> GgufMetadata::strings(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return nullptr;
  if (const auto* array = std::get_if<GgufArray>(value)) {
    if (const auto* texts = std::get_if<std::vector<std::string>>(array)) return texts;
  }
  return wrong_type(key, *value, "array of string");
}

Result<std::optional<std::vector<std::int64_t>>> GgufMetadata::integers(
    std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto* array = std::get_if<GgufArray>(value);
  if (array == nullptr) return wrong_type(key, *value, "an array of integers");
  using Integers = Result<std::optional<std::vector<std::int64_t>>>;
  const auto widen = [&]<class T>(const std::vector<T>& values) -> Integers {
    if constexpr (kIsInteger<T>) {
      return widened(key, values);
    } else {
      return wrong_type(key, *value, "an array of integers");
    }
  };
  return guard_allocation(key, [&] { return std::visit(widen, *array); });
}

}  // namespace llada
