#include "apps/flags.h"

#include <gtest/gtest.h>

#include <array>

namespace llada {
namespace {

std::string error_of(CLI::App& app, const std::string& arguments) {
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return "";
}

TEST(Flags, NumbersMustBeWholeDecimalAndWithinTheirBounds) {
  EXPECT_EQ(parse_number<int>("17", 1, 20).value(), 17);
  for (const char* text :
       {"", " 1", "1 ", "+1", "0x1", "1e1", "1.0", "21", "0", "99999999999999999999"}) {
    const auto number = parse_number<int>(text, 1, 20);
    ASSERT_FALSE(number) << text;
    EXPECT_EQ(number.error().code, ErrorCode::kUsage);
    EXPECT_NE(number.error().message.find("1..20"), std::string::npos) << number.error().message;
  }
}

TEST(Flags, RealNumbersMustBeFinite) {
  EXPECT_EQ(parse_number<double>("0.25", 0, 1).value(), 0.25);
  EXPECT_EQ(parse_number<double>("1e-3", 0, 1).value(), 1e-3);
  for (const char* text : {"nan", "-nan", "inf", "-inf", "1.5", "-0.1", "0,5"}) {
    EXPECT_FALSE(parse_number<double>(text, 0, 1)) << text;
  }
}

TEST(Flags, SeedsReachTheLargestNumberOf64Bits) {
  EXPECT_EQ(parse_number<std::uint64_t>("18446744073709551615", 0, UINT64_MAX).value(), UINT64_MAX);
  EXPECT_FALSE(parse_number<std::uint64_t>("18446744073709551616", 0, UINT64_MAX));
  EXPECT_FALSE(parse_number<std::uint64_t>("-1", 0, UINT64_MAX));
}

TEST(Flags, AnErrorNamesTheFlagTheValueAndWhatIsAllowed) {
  CLI::App app;
  std::optional<int> number;
  add_number<int>(app, "-n,--max-tokens", number, 1, 64, "");
  EXPECT_EQ(error_of(app, "-n 65"), "-n,--max-tokens: '65' is not a whole number in 1..64");
  EXPECT_FALSE(number);
  EXPECT_EQ(error_of(app, "--max-tokens 64"), "");
  EXPECT_EQ(number, 64);
}

TEST(Flags, AWordIsOneOfItsChoices) {
  constexpr std::array kChoices{std::pair{std::string_view("slow"), 1},
                                std::pair{std::string_view("fast"), 2}};
  CLI::App app;
  int value = 0;
  add_word(app, "--speed", value, kChoices, "");
  EXPECT_EQ(error_of(app, "--speed 2"), "--speed: '2' is unknown; allowed: slow, fast");
  EXPECT_EQ(error_of(app, "--speed fast"), "");
  EXPECT_EQ(value, 2);
}

TEST(Flags, TheLastOfARepeatedFlagCounts) {
  CLI::App app;
  std::optional<int> number;
  std::string text;
  add_number<int>(app, "-n", number, 1, 64, "");
  add_text(app, "-p", text, "");
  EXPECT_EQ(error_of(app, "-n 1 -p a -n 2 -p b"), "");
  EXPECT_EQ(number, 2);
  EXPECT_EQ(text, "b");
}

TEST(Flags, ASwitchTakesNoValue) {
  CLI::App app;
  bool value = false;
  add_switch(app, "--json", value, "");
  EXPECT_NE(error_of(app, "--json=yes"), "");
  EXPECT_EQ(error_of(app, "--json"), "");
  EXPECT_TRUE(value);
}

}  // namespace
}  // namespace llada
