#include "api/expression.h"

#include <algorithm>
#include <numeric>

namespace llada {
namespace {

constexpr int kMostNested = 32;
constexpr std::int64_t kMostNumber = 1'000'000'000;

std::optional<std::int64_t> times(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

std::optional<Fraction> reduced(std::optional<std::int64_t> numerator,
                                std::optional<std::int64_t> denominator) {
  if (!numerator || !denominator || *denominator == 0) return std::nullopt;
  if (*numerator == INT64_MIN || *denominator == INT64_MIN) return std::nullopt;
  const std::int64_t common = std::gcd(*numerator, *denominator) * (*denominator < 0 ? -1 : 1);
  return Fraction{*numerator / common, *denominator / common};
}

std::optional<Fraction> add(const Fraction& a, const Fraction& b) {
  const auto left = times(a.numerator, b.denominator), right = times(b.numerator, a.denominator);
  std::int64_t sum = 0;
  if (!left || !right || __builtin_add_overflow(*left, *right, &sum)) return std::nullopt;
  return reduced(sum, times(a.denominator, b.denominator));
}

std::optional<Fraction> apply(char operation, const Fraction& a, const Fraction& b) {
  switch (operation) {
    case '+': return add(a, b);
    case '-': return add(a, {-b.numerator, b.denominator});
    case '*': return reduced(times(a.numerator, b.numerator), times(a.denominator, b.denominator));
    default: return reduced(times(a.numerator, b.denominator), times(a.denominator, b.numerator));
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
