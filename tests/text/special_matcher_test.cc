#include "text/special_matcher.h"

#include <gtest/gtest.h>

#include <string>

namespace llada {
namespace {

class SpecialMatcherTest : public ::testing::Test {
 protected:
  SpecialMatcherTest() {
    for (const char* text : {"<a>", "<ab>", "<a", "b<", "<a>>"}) texts_.push_back(text);
    matcher_ = SpecialMatcher(texts_, {TokenId(0), TokenId(1), TokenId(2), TokenId(3), TokenId(4)});
  }

  // "AT:TEXT" of the first match, or "none".
  std::string first(std::string_view text) const {
    const auto match = matcher_.find(texts_, text);
    if (!match) return "none";
    return std::to_string(match->at) + ":" + std::string(text.substr(match->at, match->bytes));
  }

  StringTable texts_;
  SpecialMatcher matcher_;
};

TEST_F(SpecialMatcherTest, TheLongestOfThoseThatStartTogetherWins) {
  EXPECT_EQ(first("x<a>>y"), "1:<a>>");
  EXPECT_EQ(first("x<a>y"), "1:<a>");
  EXPECT_EQ(first("x<ay"), "1:<a");
  EXPECT_EQ(first("<abc"), "0:<a");
}

TEST_F(SpecialMatcherTest, TheLeftmostWinsOverALongerOne) { EXPECT_EQ(first("b<a>>"), "0:b<"); }

TEST_F(SpecialMatcherTest, NoMatchIsNoMatch) {
  EXPECT_EQ(first(""), "none");
  EXPECT_EQ(first("<<<b"), "none");
  EXPECT_EQ(SpecialMatcher().find(texts_, "<a>"), std::nullopt);
}

TEST_F(SpecialMatcherTest, ATokenAtTheVeryEndIsFound) { EXPECT_EQ(first("zz<ab>"), "2:<ab>"); }

}  // namespace
}  // namespace llada
