#include "formats/gguf/value_reader.h"

#include "formats/gguf/limits.h"
#include "formats/gguf/value_type.h"

namespace llada::gguf {

template <class T>
Result<T> ValueReader::read_scalar(std::string_view key) {
  if constexpr (std::is_same_v<T, std::string>) {
    LLADA_TRY(text, cursor_.text(kMaxStringBytes, key));
    return std::string(text);
  } else if constexpr (std::is_same_v<T, bool>) {
    const std::size_t begin = cursor_.position();
    LLADA_TRY(byte, cursor_.number<std::uint8_t>(key));
    if (byte <= 1) return byte == 1;
    return cursor_.error_at(begin, ErrorCode::kFormat, "{}: a bool of {}; 0 or 1 is allowed", key,
                            byte);
  } else {
    return cursor_.number<T>(key);
  }
}

template <class T>
Result<std::vector<T>> ValueReader::read_numbers(std::uint64_t count, std::string_view key) {
  LLADA_TRY(bytes, cursor_.take(count * sizeof(T), key));
  std::vector<T> values(count);
  if (count > 0) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

Result<std::vector<bool>> ValueReader::read_bools(std::uint64_t count, std::string_view key) {
  std::vector<bool> values;
  values.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    LLADA_TRY(value, read_scalar<bool>(key));
    values.push_back(value);
  }
  return values;
}

Result<std::vector<std::string>> ValueReader::read_strings(std::uint64_t count,
                                                           std::string_view key) {
  array_strings_ += count;
  if (array_strings_ > kMaxStringsInAllArrays) {
    return cursor_.error_at(cursor_.position(), ErrorCode::kFormat,
                            "{}: {} strings in all arrays so far; at most {} are allowed", key,
                            array_strings_, kMaxStringsInAllArrays);
  }
  std::vector<std::string> values;
  values.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    LLADA_TRY(text, cursor_.text(kMaxStringBytes, key));
    values.emplace_back(text);
  }
  return values;
}

template <class T>
Result<GgufArray> ValueReader::read_elements(std::string_view key) {
  constexpr bool kIsString = std::is_same_v<T, std::string>;
  LLADA_TRY(count, cursor_.count(kIsString ? kMaxArrayStrings : kMaxArrayNumbers,
                                 kIsString ? kSmallestString : sizeof(T), key));
  if constexpr (kIsString) {
    return read_strings(count, key);
  } else if constexpr (std::is_same_v<T, bool>) {
    return read_bools(count, key);
  } else {
    return read_numbers<T>(count, key);
  }
}

Result<GgufArray> ValueReader::read_array(std::string_view key) {
  const std::size_t begin = cursor_.position();
  LLADA_TRY(type, cursor_.number<std::uint32_t>(key));
  return with_scalar_type(
      static_cast<ValueType>(type),
      [&]<class T>(std::type_identity<T>) { return read_elements<T>(key); },
      [&]() -> Result<GgufArray> {
        return cursor_.error_at(begin, ErrorCode::kFormat,
                                "{}: an array of type {}; 0..8 and 10..12 are allowed", key, type);
      });
}

Result<GgufValue> ValueReader::read(std::string_view key) {
  const std::size_t begin = cursor_.position();
  LLADA_TRY(type, cursor_.number<std::uint32_t>(key));
  if (static_cast<ValueType>(type) == ValueType::kArray) {
    LLADA_TRY(array, read_array(key));
    return GgufValue(std::move(array));
  }
  return with_scalar_type(
      static_cast<ValueType>(type),
      [&]<class T>(std::type_identity<T>) -> Result<GgufValue> {
        LLADA_TRY(value, read_scalar<T>(key));
        return GgufValue(std::in_place_type<T>, std::move(value));
      },
      [&]() -> Result<GgufValue> {
        return cursor_.error_at(begin, ErrorCode::kFormat,
                                "{}: a value of type {}; 0..12 are allowed", key, type);
      });
}

}  // namespace llada::gguf
