#include "text/utf8.h"

#include <gtest/gtest.h>

#include <vector>

namespace llada {
namespace {

std::string encoded(char32_t code_point) {
  std::string text;
  append_utf8(text, code_point);
  return text;
}

std::string streamed(std::string_view bytes, std::size_t chunk) {
  Utf8Stream stream;
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += chunk)
    text += stream.push(bytes.substr(at, chunk));
  return text + stream.finish();
}

TEST(Utf8, EveryCodePointSurvivesEncodingAndDecoding) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string text = encoded(c);
    const CodePoint point = first_code_point(text);
    ASSERT_EQ(point.value, c);
    ASSERT_EQ(point.bytes, text.size());
    ASSERT_EQ(point.form, Utf8Form::kComplete);
  }
}

TEST(Utf8, OverlongFormsSurrogatesAndTooLargeValuesAreInvalid) {
  for (const char* bytes : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
                            "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    EXPECT_EQ(first_code_point(bytes).form, Utf8Form::kInvalid) << bytes;
  }
}

TEST(Utf8, ACutSequenceIsIncompleteUntilItCannotBecomeValid) {
  EXPECT_EQ(first_code_point("\xE4\xBD").form, Utf8Form::kIncomplete);
  EXPECT_EQ(first_code_point("\xE4\xBDx").form, Utf8Form::kInvalid);
  EXPECT_EQ(first_code_point("\xE4\xBDx").bytes, 2u);
}

TEST(Utf8, ValidAndInvalidPrefixesMeetEndToEnd) {
  const std::string text = "ab\xC3\xA9\xFF\xFE\xC3";
  EXPECT_EQ(valid_utf8_prefix_bytes(text), 4u);
  EXPECT_EQ(invalid_utf8_prefix_bytes(std::string_view(text).substr(4)), 3u);
  EXPECT_EQ(valid_utf8_prefix_bytes(""), 0u);
}

TEST(Utf8Stream, HowTheStreamIsCutDoesNotShow) {
  const std::string text = "a\xC3\xA9\xE4\xBD\xA0\xF0\x9F\x98\x80!";
  for (std::size_t chunk = 1; chunk <= text.size(); ++chunk) EXPECT_EQ(streamed(text, chunk), text);
}

TEST(Utf8Stream, HoldsBackOnlyWhatMayStillBecomeACodePoint) {
  Utf8Stream stream;
  EXPECT_EQ(stream.push("a\xE4"), "a");
  EXPECT_EQ(stream.push("\xBD"), "");
  EXPECT_EQ(stream.push("\xA0"
                        "b"),
            "\xE4\xBD\xA0"
            "b");
  EXPECT_EQ(stream.finish(), "");
}

// The examples of the Unicode standard, chapter 3.9, table 3-8 and 3-11.
TEST(Utf8Stream, EachMaximalSubpartOfABadSequenceBecomesOneReplacement) {
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(streamed("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82"
                     "A",
                     1),
            r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(streamed("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF"
                     "A",
                     3),
            r + r + r + r + "A");
}

TEST(Utf8Stream, FinishReplacesAnUnfinishedSequenceOnceAndStartsAfresh) {
  Utf8Stream stream;
  EXPECT_EQ(stream.push("\xF0\x9F\x98"), "");
  EXPECT_EQ(stream.finish(), "\xEF\xBF\xBD");
  EXPECT_EQ(stream.finish(), "");
  EXPECT_EQ(stream.push("x"), "x");
}

}  // namespace
}  // namespace llada
