#include "text/tokenizer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "text/tiny_tokenizer.h"

namespace llada {
namespace {

using test::ids;
using test::tiny_tokenizer;

std::string random_bytes() {
  const auto bytes =
      *rc::gen::container<std::vector<std::uint8_t>>(rc::gen::arbitrary<std::uint8_t>());
  return {bytes.begin(), bytes.end()};
}

const Tokenizer& qwen2() {
  static const Tokenizer tokenizer = test::gguf_tokenizer("tokenizers/vocab-qwen2-sdar.gguf");
  return tokenizer;
}

Tokenizer with_specials() {
  return tiny_tokenizer({"h i"}, {{"<|bos|>"}, {"<|mask|>"}, {"<tool>", false}});
}

constexpr TokenId kBos(257), kMask(258), kTool(259);

RC_GTEST_PROP(Tokenizer, DecodingTheEncodingOfAnyBytesGivesThemBack, ()) {
  const std::string bytes = random_bytes();
  const auto tokens = qwen2().encode(bytes);
  RC_ASSERT(qwen2().decode(tokens, {.skip_special = false}) == bytes);
}

RC_GTEST_PROP(Tokenizer, PiecesOfRepeatedTextSurviveToo, ()) {
  std::string text;
  const std::vector<std::string> parts = {
      " ",       "\n",           "a",        "1",    "'s", "<|im_end|>", "<MASK>",
      "<think>", "\xE4\xBD\xA0", "\xCC\x81", "\xFF", "!",  "\t",         "ABC"};
  for (const auto part : *rc::gen::container<std::vector<std::size_t>>(
           rc::gen::inRange<std::size_t>(0, parts.size())))
    text += parts[part];
  RC_ASSERT(qwen2().decode(qwen2().encode(text), {.skip_special = false}) == text);
  const auto parsed = qwen2().encode(text, {.parse_special = true});
  RC_ASSERT(qwen2().decode(parsed, {.skip_special = false}) == text);
}

TEST(Tokenizer, MergesMakeTokensAndOtherBytesStayBytes) {
  const Tokenizer tokenizer = tiny_tokenizer({"h e", "l l", "he ll", "hell o"});
  EXPECT_EQ(tokenizer.encode("hello"), ids({259}));
  EXPECT_EQ(tokenizer.encode("hell yell"), ids({258, ' ', 'y', 'e', 257}));
  EXPECT_EQ(tokenizer.encode(""), ids({}));
}

TEST(Tokenizer, ALiteralMaskInAPromptIsText) {
  const Tokenizer tokenizer = with_specials();
  const auto as_text = tokenizer.encode("a<|mask|>b");
  EXPECT_EQ(std::count(as_text.begin(), as_text.end(), kMask), 0);
  EXPECT_EQ(tokenizer.decode(as_text), "a<|mask|>b");
  EXPECT_EQ(tokenizer.encode("a<|mask|>b", {.parse_special = true}),
            (std::vector<TokenId>{TokenId('a'), kMask, TokenId('b')}));
}

TEST(Tokenizer, AMaskThatItsFileCallsUserDefinedIsTextInAPromptToo) {
  const TokenId mask(151669);
  EXPECT_EQ(qwen2().special().mask, mask);
  const auto tokens = qwen2().encode("<MASK>");
  EXPECT_EQ(std::count(tokens.begin(), tokens.end(), mask), 0);
  EXPECT_EQ(qwen2().encode("<MASK>", {.parse_special = true}), std::vector<TokenId>{mask});
}

TEST(Tokenizer, UserDefinedTokensAreFoundInAnyText) {
  EXPECT_EQ(with_specials().encode("a<tool>b"),
            (std::vector<TokenId>{TokenId('a'), kTool, TokenId('b')}));
}

TEST(Tokenizer, DecodingSkipsControlTokensUnlessAsked) {
  const Tokenizer tokenizer = with_specials();
  const std::vector<TokenId> tokens = {kBos, TokenId('a'), kMask, kTool};
  EXPECT_EQ(tokenizer.decode(tokens), "a<tool>");
  EXPECT_EQ(tokenizer.decode(tokens, {.skip_special = false}), "<|bos|>a<|mask|><tool>");
}

TEST(Tokenizer, BosIsAddedOnceAndOnlyWhereTheVocabularyWantsIt) {
  TokenizerData data = with_specials().data();
  data.special.bos = kBos;
  const Tokenizer without = test::take(Tokenizer::create(data));
  EXPECT_EQ(without.encode("a", {.add_bos = true}), ids({'a'}));
  data.add_bos = true;
  const Tokenizer with = test::take(Tokenizer::create(data));
  EXPECT_EQ(with.encode("a"), ids({'a'}));
  EXPECT_EQ(with.encode("a", {.add_bos = true}), ids({257, 'a'}));
  EXPECT_EQ(with.encode("<|bos|>a", {.add_bos = true, .parse_special = true}), ids({257, 'a'}));
  EXPECT_EQ(with.encode("", {.add_bos = true}), ids({257}));
}

// "abc" is a token, but merging its bytes ends in "ab" + "c".
TEST(Tokenizer, IgnoreMergesTakesAWholePieceThatIsAToken) {
  Json json = test::tiny_tokenizer_json({"a b"}, {});
  json["model"]["vocab"]["abc"] = 257;
  EXPECT_EQ(test::take(test::tokenizer_of(json)).encode("abc abc"), ids({256, 'c', ' ', 256, 'c'}));
  json["model"]["ignore_merges"] = true;
  EXPECT_EQ(test::take(test::tokenizer_of(json)).encode("abc abc"), ids({257, ' ', 256, 'c'}));
}

TEST(Tokenizer, NfcIsAppliedWhereTheFileAsksForIt) {
  Json json = test::tiny_tokenizer_json({}, {});
  json["normalizer"] = {{"type", "NFC"}};
  const Tokenizer tokenizer = test::take(test::tokenizer_of(json));
  EXPECT_EQ(tokenizer.encode("e\xCC\x81"), ids({0xC3, 0xA9}));
  EXPECT_EQ(tiny_tokenizer({}).encode("e\xCC\x81"), ids({'e', 0xCC, 0x81}));
}

TEST(Tokenizer, BytesTheVocabularyCannotSpellBecomeUnknownOrNothing) {
  Json json = test::tiny_tokenizer_json({}, {{"<unk>"}});
  json["model"]["vocab"].erase("b");
  auto data = test::take(tokenizer_from_json(write_json(json)));
  EXPECT_EQ(test::take(Tokenizer::create(data)).encode("abc"), ids({'a', 'c'}));
  data.special.unk = TokenId(255 + 1);
  EXPECT_EQ(test::take(Tokenizer::create(data)).encode("abc"), ids({'a', 256, 'c'}));
}

TEST(Tokenizer, AMergeIntoASpecialTokenIsLeftOut) {
  Json json = test::tiny_tokenizer_json({"h i"}, {});
  json["added_tokens"] = {{{"id", 256}, {"content", "hi"}, {"special", true}}};
  EXPECT_EQ(test::take(test::tokenizer_of(json)).encode("hi"), ids({'h', 'i'}));
}

TEST(Tokenizer, IdsOutsideTheVocabularyAreHarmless) {
  const Tokenizer tokenizer = tiny_tokenizer({});
  EXPECT_EQ(tokenizer.decode(ids({-1, 'a', 256, 1 << 30})), "a");
  EXPECT_EQ(tokenizer.token_text(TokenId(-5)), "");
  EXPECT_EQ(tokenizer.token_bytes(TokenId(256)), "");
  EXPECT_EQ(tokenizer.token_type(TokenId(256)), TokenType::kUnused);
}

TEST(Tokenizer, TokensAreFoundBySpellingAndSpecialOnesByText) {
  const Tokenizer tokenizer = with_specials();
  EXPECT_EQ(tokenizer.find_token("\xC4\xA0"), TokenId(' '));
  EXPECT_EQ(tokenizer.token_text(TokenId(' ')), "\xC4\xA0");
  EXPECT_EQ(tokenizer.token_bytes(TokenId(' ')), " ");
  EXPECT_EQ(tokenizer.find_special("<|mask|>"), kMask);
  EXPECT_EQ(tokenizer.find_special("hi"), std::nullopt);
  EXPECT_EQ(tokenizer.find_token("nothing"), std::nullopt);
}

TEST(Tokenizer, AMebibyteOfAnythingIsEncodedAndComesBack) {
  constexpr std::size_t kMebibyte = std::size_t{1} << 20;
  for (const char* unit : {" ", "a", "!", "\n", "\xFF", "a\xFF", "<|im_"}) {
    std::string text;
    while (text.size() < kMebibyte) text += unit;
    EXPECT_EQ(qwen2().decode(qwen2().encode(text, {.parse_special = true})), text) << unit;
  }
}

}  // namespace
}  // namespace llada
