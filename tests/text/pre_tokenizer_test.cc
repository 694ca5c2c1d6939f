#include "text/pre_tokenizer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace llada {
namespace {

using Pieces = std::vector<std::string>;

Pieces pieces_of(std::string_view name, std::string_view text, std::uint32_t match_limit = 0) {
  const auto made = PreTokenizer::create(*split_rule(name), match_limit);
  Pieces pieces;
  PieceCursor cursor(*made, text);
  for (auto piece = cursor.next(); !piece.empty(); piece = cursor.next())
    pieces.emplace_back(piece);
  return pieces;
}

TEST(PreTokenizer, Gpt2JoinsALeadingSpaceToWordsNumbersAndPunctuation) {
  EXPECT_EQ(pieces_of("gpt-2", "Hi there, 1234 !! it's\n\n ok"),
            (Pieces{"Hi", " there", ",", " 1234", " !!", " it", "'s", "\n\n", " ok"}));
}

TEST(PreTokenizer, Gpt2ContractionsAreLowerCaseOnly) {
  EXPECT_EQ(pieces_of("gpt-2", "IT'S it's"), (Pieces{"IT", "'", "S", " it", "'s"}));
}

TEST(PreTokenizer, Llama3TakesDigitsByThreeAndQwen2ByOne) {
  EXPECT_EQ(pieces_of("llama-bpe", "12345 x"), (Pieces{"123", "45", " x"}));
  EXPECT_EQ(pieces_of("qwen2", "123 x"), (Pieces{"1", "2", "3", " x"}));
}

TEST(PreTokenizer, AllSpacesButTheLastStandAlone) {
  EXPECT_EQ(pieces_of("qwen2", "a   b"), (Pieces{"a", "  ", " b"}));
  EXPECT_EQ(pieces_of("qwen2", "a   "), (Pieces{"a", "   "}));
  EXPECT_EQ(pieces_of("qwen2", "a   1"), (Pieces{"a", "  ", " ", "1"}));
}

TEST(PreTokenizer, NewlinesEndAPieceAndJoinPunctuation) {
  EXPECT_EQ(pieces_of("qwen2", "x;\n\n  y"), (Pieces{"x", ";\n\n", " ", " y"}));
  EXPECT_EQ(pieces_of("qwen2", "x \n \n  y"), (Pieces{"x", " \n \n", " ", " y"}));
}

// By hand from '(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|
// \s*[\r\n]|\s+(?!\S)|\s+
TEST(PreTokenizer, BailingMoeCutsAsItsOwnPatternSays) {
  for (const char* name : {"bailingmoe", "bailingmoe2", "llada-moe"}) {
    EXPECT_EQ(pieces_of(name, "I'LL we've x=12"),
              (Pieces{"I", "'LL", " we", "'ve", " x", "=", "1", "2"}));
    EXPECT_EQ(pieces_of(name, "a\n\n\nb"), (Pieces{"a", "\n\n\n", "b"}));
    EXPECT_EQ(pieces_of(name, "a \r\n \n  b"), (Pieces{"a", " \r\n \n", " ", " b"}));
    EXPECT_EQ(pieces_of(name, "(b) $5.\n"), (Pieces{"(b", ")", " $", "5", ".\n"}));
    EXPECT_EQ(pieces_of(name, "\xE4\xBD\xA0\xE5\xA5\xBD\xEF\xBC\x81 \xE4\xBD\xA0"),
              (Pieces{"\xE4\xBD\xA0\xE5\xA5\xBD", "\xEF\xBC\x81", " \xE4\xBD\xA0"}));
  }
}

TEST(PreTokenizer, WhiteSpaceIsUnicodesAndNothingElse) {
  EXPECT_EQ(pieces_of("qwen2",
                      "a\xC2\xA0\xE3\x80\x80"
                      "1"),  // no-break and ideographic space
            (Pieces{"a", "\xC2\xA0", "\xE3\x80\x80", "1"}));
  EXPECT_EQ(pieces_of("qwen2",
                      "1\xE1\xA0\x8E"
                      "1"),  // U+180E is not white space
            (Pieces{"1", "\xE1\xA0\x8E", "1"}));
  EXPECT_EQ(pieces_of("gpt-2", "1\xC2\x85 1"), (Pieces{"1", "\xC2\x85", " 1"}));  // next line
}

TEST(PreTokenizer, ARunOfInvalidBytesIsItsOwnPieceAndEndsTheTextBeforeIt) {
  EXPECT_EQ(pieces_of("qwen2", "ab  \xFF\xFE cd"), (Pieces{"ab", "  ", "\xFF\xFE", " cd"}));
  EXPECT_EQ(pieces_of("qwen2", "\xE4\xBD"), (Pieces{"\xE4\xBD"}));
}

TEST(PreTokenizer, TheEmptyTextHasNoPieces) { EXPECT_EQ(pieces_of("qwen2", ""), Pieces{}); }

TEST(PreTokenizer, AMatchThatHitsItsLimitLeavesCodePointsAndNoTextIsLost) {
  const std::string text = "abc \xC3\xA9" + std::string(5000, ' ') + "z\xFF!";
  Pieces pieces = pieces_of("qwen2", text, 1);
  std::string joined;
  for (const std::string& piece : pieces) joined += piece;
  EXPECT_EQ(joined, text);
  EXPECT_GT(pieces.size(), 5000u);
}

TEST(PreTokenizerNames, AnUnknownNameIsAnErrorThatNamesKnownOnesAndTheFlag) {
  const auto rule = require_split_rule("klingon");
  ASSERT_FALSE(rule);
  EXPECT_EQ(rule.error().code, ErrorCode::kUnsupported);
  for (const char* word :
       {"klingon", "qwen2", "bailingmoe", "llama-bpe", "gpt-2", "--pre-tokenizer"})
    EXPECT_NE(rule.error().message.find(word), std::string::npos) << word;
}

TEST(PreTokenizerNames, PatternsAreRecognisedHoweverTheyAreWritten) {
  const char* qwen2 =
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
  const char* single_digit =
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
  const char* bailing =
      R"('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+)";
  const char* llama3 =
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
  const char* gpt2 = R"('(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
  EXPECT_EQ(pre_tokenizer_for_regex(qwen2), "qwen2");
  EXPECT_EQ(pre_tokenizer_for_regex(single_digit), "qwen2");
  EXPECT_EQ(pre_tokenizer_for_regex(bailing), "qwen2");
  EXPECT_EQ(pre_tokenizer_for_regex(llama3), "llama-bpe");
  EXPECT_EQ(pre_tokenizer_for_regex(gpt2), "gpt-2");
}

TEST(PreTokenizerNames, PatternsThatCutDifferentlyAreNotRecognised) {
  const char* two_digits =
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,2}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
  const char* possessive_space =
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s++(?!\S)|\s+)";
  EXPECT_EQ(pre_tokenizer_for_regex(two_digits), std::nullopt);
  EXPECT_EQ(pre_tokenizer_for_regex(possessive_space), std::nullopt);
  EXPECT_EQ(pre_tokenizer_for_regex(""), std::nullopt);
}

}  // namespace
}  // namespace llada
