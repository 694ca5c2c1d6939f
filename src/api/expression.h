// Whole-number expressions, as answers to "reach 76 with 4, 12 and 16".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace llada {

// A reduced fraction, denominator above 0.
struct Fraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
  friend bool operator==(const Fraction&, const Fraction&) = default;
};

struct Expression {
  Fraction value;
  std::vector<std::int64_t> numbers;  // as they occur
};

// Numbers below 1e9, + - * /, parentheses and spaces, the usual precedence. Absent: anything else,
// a division by zero, numbers beyond 64 bits on the way, or parentheses nested more than 32 deep.
[[nodiscard]] std::optional<Expression> parse_expression(std::string_view text);

// Whether `found` has the value of `expected` and takes each of `offered` at most once.
[[nodiscard]] bool solves(std::string_view found, std::string_view expected,
                          std::span<const std::int64_t> offered);

}  // namespace llada
