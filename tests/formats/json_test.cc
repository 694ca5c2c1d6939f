#include "formats/json.h"

#include <gtest/gtest.h>

#include "support/temp_folder.h"

namespace llada {
namespace {

std::string error_of(std::string_view text, const JsonLimits& limits = {}) {
  const auto value = parse_json(text, limits);
  if (value) return "(accepted)";
  EXPECT_EQ(value.error().code, ErrorCode::kFormat);
  return value.error().message;
}

bool starts_with(const std::string& text, std::string_view head) {
  return text.rfind(head, 0) == 0;
}

TEST(Json, ReadsEveryKindOfValue) {
  const auto value =
      parse_json(R"({"a":[1,-2,3.5,true,false,null,"x\u00e9\n",{},[]],"b":{"c":1e3}})");
  ASSERT_TRUE(value.has_value()) << value.error().message;
  EXPECT_EQ(value->dump(), R"({"a":[1,-2,3.5,true,false,null,"xé\n",{},[]],"b":{"c":1000.0}})");
}

TEST(Json, ReadsAScalarDocument) {
  EXPECT_EQ(parse_json("42").value(), Json(42));
  EXPECT_EQ(parse_json(" \"s\" ").value(), Json("s"));
}

TEST(Json, KeepsTheOrderOfKeys) {
  EXPECT_EQ(parse_json(R"({"z":1,"a":2,"m":3})").value().dump(), R"({"z":1,"a":2,"m":3})");
}

TEST(Json, TheLastOfDuplicateKeysWins) {
  EXPECT_EQ(parse_json(R"({"a":1,"b":2,"a":{"c":3},"b":4,"a":5})").value().dump(),
            R"({"a":5,"b":4})");
}

TEST(Json, ErrorsNameTheByte) {
  EXPECT_TRUE(starts_with(error_of(R"({"a":1,})"), "byte 8: ")) << error_of(R"({"a":1,})");
  EXPECT_TRUE(starts_with(error_of("[1,2"), "byte 5: ")) << error_of("[1,2");
  EXPECT_NE(error_of("[1] x").find("byte 5"), std::string::npos) << error_of("[1] x");
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[",
                           "]",
                           "}",
                           "{]",
                           "[}",
                           "nul",
                           "NaN",
                           "Infinity",
                           "01",
                           "+1",
                           "1.",
                           ".5",
                           "1e",
                           "1e999",
                           "'a'",
                           "\"a",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\ud800\"",
                           "\"\t\"",
                           "{1:2}",
                           "{\"a\"}",
                           "[1 2]",
                           "[,]",
                           "// c\n1",
                           "\"\xff\"",
                           "\"\xed\xa0\x80\"",
                           "{\"a\":1 \"b\":2}"}) {
    EXPECT_NE(error_of(text), "(accepted)") << text;
  }
}

TEST(Json, AllowsDepthUpToTheLimitOnly) {
  JsonLimits limits;
  limits.max_depth = 4;
  EXPECT_TRUE(parse_json("[[[[1]]]]", limits).has_value());
  EXPECT_TRUE(starts_with(error_of("[[[[[1]]]]]", limits), "byte 4: "));
  EXPECT_TRUE(starts_with(error_of(R"([{"a":[{"b":[1]}]}])", limits), "byte 12: "));
  EXPECT_TRUE(parse_json(R"([[],[],[],[],[],[]])", limits).has_value());
}

TEST(Json, BracketsInStringsAreNotDepth) {
  JsonLimits limits;
  limits.max_depth = 1;
  EXPECT_TRUE(parse_json(R"(["[[[[{{{{", "\"[[[", "\\"])", limits).has_value());
}

TEST(Json, AMillionOpenBracketsAreRefusedAtTheLimit) {
  EXPECT_TRUE(starts_with(error_of(std::string(1'000'000, '[')), "byte 64: "));
}

TEST(Json, RefusesTextsLongerThanTheLimit) {
  JsonLimits limits;
  limits.max_bytes = 8;
  EXPECT_TRUE(parse_json("[1,2,34]", limits).has_value());
  EXPECT_NE(error_of("[1,2,345]", limits).find("at most 8"), std::string::npos);
}

TEST(Json, RefusesMoreValuesThanTheLimit) {
  JsonLimits limits;
  limits.max_values = 4;
  EXPECT_TRUE(parse_json("[1,2,[3]]", limits).has_value());
  EXPECT_TRUE(starts_with(error_of("[1,2,[3,4]]", limits), "byte 7: "));
}

TEST(Json, RefusesStringsLongerThanTheLimit) {
  JsonLimits limits;
  limits.max_string_bytes = 4;
  EXPECT_TRUE(parse_json(R"(["abc","\\\""])", limits).has_value());
  EXPECT_TRUE(starts_with(error_of(R"([1,"abcde"])", limits), "byte 3: a JSON string"));
}

TEST(Json, DismantlingEmptiesTheDocument) {
  Json value = parse_json(R"({"a":[1,[2],{"b":{}}],"c":3})").value();
  dismantle(value);
  EXPECT_TRUE(value.is_object());
  EXPECT_TRUE(value.empty());
}

TEST(Json, AVocabularyOf200kEntriesParsesInLinearTime) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += fmt::format("\"token{}\":{},", i, i);
  text.back() = '}';
  const auto value = parse_json(text);  // a quadratic builder takes minutes here
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(value->size(), 200'000u);
}

TEST(Json, AHostileTokenDoesNotFloodTheMessage) {
  const std::string message = error_of("[\x1b[31m" + std::string(100'000, 'x'));
  EXPECT_LT(message.size(), 300u);
  EXPECT_EQ(message.find('\x1b'), std::string::npos);
}

TEST(Json, FilesAreNamedInErrors) {
  const test::TempFolder folder;
  folder.write("good.json", R"({"a":1})");
  folder.write("bad.json", "{");
  EXPECT_EQ(read_json_file(folder.path() / "good.json").value()["a"], 1);
  const auto bad = read_json_file(folder.path() / "bad.json");
  ASSERT_FALSE(bad.has_value());
  EXPECT_TRUE(starts_with(bad.error().message, (folder.path() / "bad.json: byte 2").string()))
      << bad.error().message;
  EXPECT_EQ(read_json_file(folder.path() / "none.json").error().code, ErrorCode::kNotFound);
}

TEST(Json, WritesInvalidUtf8AsReplacementCharacters) {
  EXPECT_EQ(write_json(Json("a\xff\x80z")), "\"a\xef\xbf\xbd\xef\xbf\xbdz\"");
}

TEST(Json, WritesWithTheIndentAskedFor) {
  EXPECT_EQ(write_json(Json{{"a", 1}}), R"({"a":1})");
  EXPECT_EQ(write_json(Json{{"a", 1}}, 2), "{\n  \"a\": 1\n}");
}

}  // namespace
}  // namespace llada
