#include "api/expression.h"

#include <algorithm>
#include <utility>

namespace llada {
namespace {

constexpr int kMostNested = 32;
constexpr std::int64_t kMostNumber = 1'000'000'000;

__int128 common_divisor(__int128 a, __int128 b) {
  while (b != 0) a = std::exchange(b, a % b);
  return a;
}

std::optional<Fraction> reduced(__int128 numerator, __int128 denominator) {
  constexpr __int128 kMost = INT64_MAX;
  if (denominator == 0) return std::nullopt;
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  const __int128 common = common_divisor(numerator < 0 ? -numerator : numerator, denominator);
  numerator /= common;
  denominator /= common;
  if (numerator > kMost || numerator < -kMost || denominator > kMost) return std::nullopt;
  return Fraction{static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator)};
}

std::optional<Fraction> apply(char operation, const Fraction& a, const Fraction& b) {
  const __int128 an = a.numerator, ad = a.denominator, bn = b.numerator, bd = b.denominator;
  switch (operation) {
    case '+': {
      __int128 sum = 0;
      if (__builtin_add_overflow(an * bd, bn * ad, &sum)) return std::nullopt;
      return reduced(sum, ad * bd);
    }
    case '-': return apply('+', a, {-b.numerator, b.denominator});
    case '*': return reduced(an * bn, ad * bd);
    default: return reduced(an * bd, ad * bn);
  }
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Expression> parse() {
    const auto value = sum();
    if (!value || peek() != '\0') return std::nullopt;
    return Expression{*value, std::move(numbers_)};
  }

 private:
  char peek() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool next_is(std::string_view operations) {
    const char c = peek();
    return c != '\0' && operations.find(c) != std::string_view::npos;
  }

  std::optional<Fraction> sum() {
    auto value = product();
    while (value && next_is("+-")) {
      const char operation = text_[at_++];
      const auto right = product();
      value = right ? apply(operation, *value, *right) : std::nullopt;
    }
    return value;
  }

  std::optional<Fraction> product() {
    auto value = term();
    while (value && next_is("*/")) {
      const char operation = text_[at_++];
      const auto right = term();
      value = right ? apply(operation, *value, *right) : std::nullopt;
    }
    return value;
  }

  std::optional<Fraction> term() {
    if (peek() != '(') return number();
    if (++nested_ > kMostNested) return std::nullopt;
    ++at_;
    const auto value = sum();
    if (!value || peek() != ')') return std::nullopt;
    ++at_;
    --nested_;
    return value;
  }

  std::optional<Fraction> number() {
    const std::size_t begin = at_;
    std::int64_t value = 0;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      value = value * 10 + (text_[at_] - '0');
      if (value >= kMostNumber) return std::nullopt;
    }
    if (at_ == begin) return std::nullopt;
    numbers_.push_back(value);
    return Fraction{value, 1};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int nested_ = 0;
  std::vector<std::int64_t> numbers_;
};

bool takes_from(std::vector<std::int64_t> taken, std::span<const std::int64_t> offered) {
  std::vector<std::int64_t> left(offered.begin(), offered.end());
  std::ranges::sort(taken);
  std::ranges::sort(left);
  return std::ranges::includes(left, taken);
}

}  // namespace

std::optional<Expression> parse_expression(std::string_view text) { return Parser(text).parse(); }

bool solves(std::string_view found, std::string_view expected,
            std::span<const std::int64_t> offered) {
  const auto answer = parse_expression(found), wanted = parse_expression(expected);
  return answer && wanted && answer->value == wanted->value && takes_from(answer->numbers, offered);
}

}  // namespace llada
