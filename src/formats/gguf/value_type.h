// The types of metadata values, as GGUF numbers them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "formats/gguf.h"

namespace llada::gguf {

enum class ValueType : std::uint32_t {
  kU8,
  kI8,
  kU16,
  kI16,
  kU32,
  kI32,
  kF32,
  kBool,
  kString,
  kArray,
  kU64,
  kI64,
  kF64,
};

template <class T>
constexpr ValueType value_type_of() {
  if constexpr (std::is_same_v<T, std::uint8_t>) return ValueType::kU8;
  if constexpr (std::is_same_v<T, std::int8_t>) return ValueType::kI8;
  if constexpr (std::is_same_v<T, std::uint16_t>) return ValueType::kU16;
  if constexpr (std::is_same_v<T, std::int16_t>) return ValueType::kI16;
  if constexpr (std::is_same_v<T, std::uint32_t>) return ValueType::kU32;
  if constexpr (std::is_same_v<T, std::int32_t>) return ValueType::kI32;
  if constexpr (std::is_same_v<T, float>) return ValueType::kF32;
  if constexpr (std::is_same_v<T, bool>) return ValueType::kBool;
  if constexpr (std::is_same_v<T, std::string>) return ValueType::kString;
  if constexpr (std::is_same_v<T, GgufArray>) return ValueType::kArray;
  if constexpr (std::is_same_v<T, std::uint64_t>) return ValueType::kU64;
  if constexpr (std::is_same_v<T, std::int64_t>) return ValueType::kI64;
  if constexpr (std::is_same_v<T, double>) return ValueType::kF64;
}

// Calls visit(std::type_identity<T>) for the C++ type of `type`; `unknown()` for arrays and numbers
// that name no type.
template <class Visit, class Unknown>
auto with_scalar_type(ValueType type, Visit visit, Unknown unknown) {
  switch (type) {
    case ValueType::kU8:
      return visit(std::type_identity<std::uint8_t>{});
    case ValueType::kI8:
      return visit(std::type_identity<std::int8_t>{});
    case ValueType::kU16:
      return visit(std::type_identity<std::uint16_t>{});
    case ValueType::kI16:
      return visit(std::type_identity<std::int16_t>{});
    case ValueType::kU32:
      return visit(std::type_identity<std::uint32_t>{});
    case ValueType::kI32:
      return visit(std::type_identity<std::int32_t>{});
    case ValueType::kF32:
      return visit(std::type_identity<float>{});
    case ValueType::kBool:
      return visit(std::type_identity<bool>{});
    case ValueType::kString:
      return visit(std::type_identity<std::string>{});
    case ValueType::kU64:
      return visit(std::type_identity<std::uint64_t>{});
    case ValueType::kI64:
      return visit(std::type_identity<std::int64_t>{});
    case ValueType::kF64:
      return visit(std::type_identity<double>{});
    case ValueType::kArray:
      break;
  }
  return unknown();
}

// For people: "u32", "string", "array of i32".
[[nodiscard]] std::string type_name(const GgufValue& value);

}  // namespace llada::gguf
