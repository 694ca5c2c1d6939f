#include "api/expression.h"

#include <gtest/gtest.h>

#include <string>

namespace llada {
namespace {

Fraction value_of(std::string_view text) { return parse_expression(text).value().value; }

TEST(Expression, ProductsBindTighterThanSumsAndBothGoFromTheLeft) {
  EXPECT_EQ(value_of("2 + 3 * 4 - 5"), (Fraction{9, 1}));
  EXPECT_EQ(value_of("20 / 2 / 5 - 3 - 1"), (Fraction{-2, 1}));
  EXPECT_EQ(value_of("(9 - 1)*(4+1)"), (Fraction{40, 1}));
}

TEST(Expression, DivisionIsExact) {
  EXPECT_EQ(value_of("1 / 3 + 1 / 6"), (Fraction{1, 2}));
  EXPECT_EQ(value_of("7 / 2 * 4"), (Fraction{14, 1}));
}

TEST(Expression, KeepsTheNumbersAsTheyOccur) {
  EXPECT_EQ(parse_expression("16 * (4 + 12)")->numbers, (std::vector<std::int64_t>{16, 4, 12}));
}

TEST(Expression, RefusesWhatIsNoExpression) {
  for (const char* text : {"", " ", "(", "1 +", "1 2", "(1", "1)", "-3", "2 ^ 3", "1 / (2 - 2)", "a", "9999999999"})
    EXPECT_FALSE(parse_expression(text)) << text;
}

TEST(Expression, RefusesDeepNestingAndResultsBeyond64Bits) {
  EXPECT_TRUE(parse_expression(std::string(32, '(') + "1" + std::string(32, ')')));
  EXPECT_FALSE(parse_expression(std::string(33, '(') + "1" + std::string(33, ')')));
  EXPECT_FALSE(parse_expression("999999999 * 999999999 * 999999999"));
  EXPECT_FALSE(parse_expression(std::string(100'000, '(')));
}

TEST(Expression, ASolutionTakesEachNumberAtMostOnce) {
  const std::vector<std::int64_t> offered = {4, 12, 16, 4};
  EXPECT_TRUE(solves("12 + 16 * 4", "16 * 4 + 12", offered));
  EXPECT_TRUE(solves("4 * 4 * 12 / 16 + 0 * 1", "12", std::vector<std::int64_t>{4, 4, 12, 16, 0, 1}));
  EXPECT_FALSE(solves("12 + 16 * 4", "16 * 4 + 12", std::vector<std::int64_t>{4, 12}));
  EXPECT_FALSE(solves("12 + 12", "24", offered));
  EXPECT_FALSE(solves("16 * 4", "16 * 4 + 12", offered));
  EXPECT_FALSE(solves("76", "16 * 4 + 12", offered));
}

}  // namespace
}  // namespace llada
