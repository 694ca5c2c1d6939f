#include <gtest/gtest.h>

#include <functional>

#include "text/byte_map.h"
#include "text/text_test_support.h"
#include "text/tokenizer.h"
#include "text/tokenizer_loaders.h"

namespace llada {
namespace {

using Strings = std::vector<std::string>;
using Types = std::vector<std::int32_t>;

// The 256 bytes, "ab" (256), "<|mask|>" (257), "[PAD258]" (258).
struct Parts {
  Strings tokens;
  Types types;
  Strings merges = {"a b"};
};

Parts small_parts() {
  Parts parts;
  for (int byte = 0; byte < 256; ++byte)
    parts.tokens.push_back(bytes_to_spelling(std::string(1, static_cast<char>(byte))));
  for (const char* text : {"ab", "<|mask|>", "[PAD258]"}) parts.tokens.emplace_back(text);
  parts.types.assign(257, 1);
  parts.types.push_back(3);
  parts.types.push_back(5);
  return parts;
}

GgufMetadata metadata_of(const Parts& parts) {
  GgufMetadata metadata;
  metadata.set("tokenizer.ggml.model", std::string("gpt2"));
  metadata.set("tokenizer.ggml.pre", std::string("gpt-2"));
  metadata.set("tokenizer.ggml.tokens", GgufArray(parts.tokens));
  metadata.set("tokenizer.ggml.token_type", GgufArray(parts.types));
  metadata.set("tokenizer.ggml.merges", GgufArray(parts.merges));
  return metadata;
}

GgufMetadata without(const GgufMetadata& metadata, std::string_view key) {
  GgufMetadata rest;
  for (const auto& [name, value] : metadata.all())
    if (name != key) rest.set(name, value);
  return rest;
}

Result<TokenizerData> small(const std::function<void(Parts&)>& change) {
  Parts parts = small_parts();
  change(parts);
  return tokenizer_from_gguf(metadata_of(parts));
}

Result<TokenizerData> small_with(const char* key, GgufValue value) {
  GgufMetadata metadata = metadata_of(small_parts());
  metadata.set(key, std::move(value));
  return tokenizer_from_gguf(metadata);
}

void expect_error(const Result<TokenizerData>& result, ErrorCode code,
                  std::initializer_list<std::string_view> words) {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, code) << result.error().message;
  for (const std::string_view word : words)
    EXPECT_NE(result.error().message.find(word), std::string::npos)
        << '"' << word << "\" is not in: " << result.error().message;
}

TEST(GgufTokenizer, ASmallVocabularyLoads) {
  const auto data = test::take(small([](Parts&) {}));
  EXPECT_EQ(data.tokens.size(), 259u);
  EXPECT_EQ(data.merges.size(), 1u);
  EXPECT_EQ(data.special.mask, TokenId(257));
  EXPECT_FALSE(data.add_bos);
}

TEST(GgufTokenizer, WithoutTypesEveryTokenIsNormal) {
  const GgufMetadata metadata = without(metadata_of(small_parts()), "tokenizer.ggml.token_type");
  const auto data = test::take(tokenizer_from_gguf(metadata));
  EXPECT_EQ(data.types[0], TokenType::kNormal);
}

TEST(GgufTokenizer, OtherKindsOfTokenizerAreUnsupported) {
  expect_error(small_with("tokenizer.ggml.model", std::string("llama")), ErrorCode::kUnsupported,
               {"tokenizer.ggml.model", "llama", "gpt2"});
  expect_error(tokenizer_from_gguf({}), ErrorCode::kUnsupported, {"tokenizer.ggml.model"});
}

TEST(GgufTokenizer, AnUnknownPreTokenizerNamesTheKnownOnesAndTheFlag) {
  expect_error(small_with("tokenizer.ggml.pre", std::string("viking")), ErrorCode::kUnsupported,
               {"tokenizer.ggml.pre", "viking", "bailingmoe", "--pre-tokenizer"});
}

TEST(GgufTokenizer, TheUserCanNameThePreTokenizerAndTheMask) {
  GgufMetadata metadata = metadata_of(small_parts());
  metadata.set("tokenizer.ggml.pre", std::string("viking"));
  const auto data =
      test::take(tokenizer_from_gguf(metadata, {.pre_tokenizer = "qwen2", .mask = TokenId(258)}));
  EXPECT_EQ(data.pre_tokenizer, "qwen2");
  EXPECT_EQ(data.special.mask, TokenId(258));
  EXPECT_EQ(data.types[258], TokenType::kControl);
  expect_error(tokenizer_from_gguf(metadata, {.pre_tokenizer = "x"}), ErrorCode::kUnsupported,
               {"--pre-tokenizer", "\"x\""});
}

TEST(GgufTokenizer, Llama3ImpliesBosAndIgnoredMerges) {
  const auto data = test::take(small_with("tokenizer.ggml.pre", std::string("llama-bpe")));
  EXPECT_TRUE(data.ignore_merges);
  EXPECT_TRUE(data.add_bos);
}

TEST(GgufTokenizer, MalformedByteTokensAreErrors) {
  for (const char* text : {"<0x-1>", "<0xZZ>", "<0x1>", "<0x123>", "0x12", "<0X12>", "<0x12"}) {
    expect_error(small([&](Parts& p) { p.tokens.push_back(text), p.types.push_back(6); }),
                 ErrorCode::kFormat, {"byte token 259"});
  }
}

TEST(GgufTokenizer, AByteTokenStandsForItsByte) {
  const auto data = small([](Parts& p) { p.tokens.push_back("<0xfF>"), p.types.push_back(6); });
  const Tokenizer tokenizer = test::take(Tokenizer::create(test::take(data)));
  EXPECT_EQ(tokenizer.token_bytes(TokenId(259)), "\xFF");
}

TEST(GgufTokenizer, DuplicateTokensAreErrorsButUnusedOnesMayRepeat) {
  expect_error(small([](Parts& p) { p.tokens.push_back("ab"), p.types.push_back(1); }),
               ErrorCode::kFormat, {"256", "259", "same text"});
  EXPECT_TRUE(small([](Parts& p) { p.tokens.push_back("[PAD258]"), p.types.push_back(5); }));
  EXPECT_TRUE(small([](Parts& p) { p.tokens.push_back(""), p.types.push_back(5); }));
}

TEST(GgufTokenizer, EmptyAndOverlongTokensAreErrors) {
  expect_error(small([](Parts& p) { p.tokens[256] = ""; }), ErrorCode::kFormat, {"token 256"});
  expect_error(small([](Parts& p) { p.tokens[256] = std::string(10000, 'x'); }), ErrorCode::kFormat,
               {"token 256", "10000", "8192"});
  expect_error(small([](Parts& p) { p.tokens[257] = std::string(300, '<'); }), ErrorCode::kFormat,
               {"token 257", "300", "256"});
}

TEST(GgufTokenizer, MergesOfUnknownTokensOrOfAnotherFormAreErrors) {
  for (const char* merge : {"a zz", "zz a", "b a", "ab", "a  b", "a b c", "", " ", "a ", " a"}) {
    expect_error(small([&](Parts& p) {
                   p.merges = {"a b", merge};
                 }),
                 ErrorCode::kFormat, {"tokenizer.ggml.merges[1]"});
  }
}

TEST(GgufTokenizer, TypesMustMatchTheTokensAndExist) {
  expect_error(small([](Parts& p) { p.types.pop_back(); }), ErrorCode::kFormat, {"259", "258"});
  for (const int type : {0, 7, -1})
    expect_error(small([&](Parts& p) { p.types[3] = type; }), ErrorCode::kFormat,
                 {"token_type[3]"});
}

TEST(GgufTokenizer, SpecialIdsMustBeTokens) {
  for (const char* name : {"bos", "eos", "eot", "mask", "padding", "unknown"}) {
    const std::string key = "tokenizer.ggml." + std::string(name) + "_token_id";
    expect_error(small_with(key.c_str(), std::uint32_t{259}), ErrorCode::kFormat, {name, "259"});
    expect_error(small_with(key.c_str(), std::int32_t{-1}), ErrorCode::kFormat, {key});
    expect_error(small_with(key.c_str(), std::uint64_t{1} << 40), ErrorCode::kFormat, {key});
  }
}

TEST(GgufTokenizer, AbsentOrMistypedKeysAreErrors) {
  for (const char* key : {"tokenizer.ggml.tokens", "tokenizer.ggml.merges"}) {
    expect_error(small_with(key, std::uint32_t{1}), ErrorCode::kFormat, {key});
    expect_error(small_with(key, GgufArray(std::vector<std::uint8_t>(259))), ErrorCode::kFormat,
                 {key});
    expect_error(tokenizer_from_gguf(without(metadata_of(small_parts()), key)), ErrorCode::kFormat,
                 {key});
  }
  expect_error(small([](Parts& p) { p.tokens.clear(), p.types.clear(); }), ErrorCode::kFormat,
               {"0 tokens"});
}

TEST(GgufTokenizer, WritingAndReadingBackGivesTheSameTokenizer) {
  auto data = test::take(tokenizer_from_hf_folder(test::data_path("tokenizers/llada-mini-math")));
  data.nfc = true;
  data.ignore_merges = true;
  data.add_bos = true;
  GgufMetadata metadata;
  tokenizer_to_gguf(data, metadata);
  const auto again = test::take(tokenizer_from_gguf(metadata));
  ASSERT_EQ(again.tokens.size(), data.tokens.size());
  for (std::size_t id = 0; id < data.tokens.size(); ++id)
    EXPECT_EQ(again.tokens[id], data.tokens[id]);
  EXPECT_EQ(again.types, data.types);
  EXPECT_EQ(again.merges.size(), data.merges.size());
  EXPECT_EQ(again.pre_tokenizer, data.pre_tokenizer);
  EXPECT_EQ(again.chat_template, data.chat_template);
  EXPECT_EQ(again.special.mask, data.special.mask);
  EXPECT_EQ(again.special.eot, data.special.eot);
  EXPECT_TRUE(again.nfc && again.ignore_merges && again.add_bos);
  const std::string text = "Mia has 12 apples.\n\n<|mdm_mask|>";
  EXPECT_EQ(test::take(Tokenizer::create(again)).encode(text),
            test::take(Tokenizer::create(data)).encode(text));
}

}  // namespace
}  // namespace llada
