#include <gtest/gtest.h>

#include <functional>

#include "support/temp_folder.h"
#include "text/byte_map.h"
#include "text/tiny_tokenizer.h"

namespace llada {
namespace {

Json tiny_json() { return test::tiny_tokenizer_json({"a b"}, {{"<|mask|>"}, {"<tool>", false}}); }

Result<TokenizerData> tiny_with(const std::function<void(Json&)>& change) {
  Json json = tiny_json();
  change(json);
  return tokenizer_from_json(write_json(json));
}

void expect_error(const Result<TokenizerData>& result, ErrorCode code,
                  std::initializer_list<std::string_view> words) {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, code) << result.error().message;
  for (const std::string_view word : words)
    EXPECT_NE(result.error().message.find(word), std::string::npos)
        << '"' << word << "\" is not in: " << result.error().message;
}

TEST(HfTokenizerJson, AddedTokensHaveTheirTypes) {
  const auto data = test::take(tokenizer_from_json(write_json(tiny_json())));
  EXPECT_EQ(data.types[256], TokenType::kNormal);
  EXPECT_EQ(data.types[257], TokenType::kControl);
  EXPECT_EQ(data.types[258], TokenType::kUserDefined);
  EXPECT_EQ(data.special.mask, TokenId(257));
  EXPECT_EQ(data.pre_tokenizer, "gpt-2");
}

TEST(HfTokenizerJson, MergesMayBePairs) {
  const auto data = test::take(tiny_with([](Json& j) {
    j["model"]["merges"] = Json::array({Json::array({"a", "b"})});
  }));
  ASSERT_EQ(data.merges.size(), 1u);
  EXPECT_EQ(data.merges[0].result, TokenId(256));
}

TEST(HfTokenizerJson, IdsWithoutATokenBecomeUnused) {
  const auto data = test::take(tiny_with([](Json& j) { j["added_tokens"][1]["id"] = 300; }));
  EXPECT_EQ(data.tokens.size(), 301u);
  EXPECT_EQ(data.types[299], TokenType::kUnused);
  EXPECT_EQ(data.tokens[300], "<tool>");
}

TEST(HfTokenizerJson, BadIdsAndTextsAreErrors) {
  expect_error(tiny_with([](Json& j) { j["model"]["vocab"]["x y"] = -1; }), ErrorCode::kFormat,
               {"model.vocab", "-1"});
  expect_error(tiny_with([](Json& j) { j["model"]["vocab"]["zz"] = 1 << 20; }), ErrorCode::kFormat,
               {"model.vocab", "1048576"});
  expect_error(tiny_with([](Json& j) { j["model"]["vocab"]["zz"] = 5; }), ErrorCode::kFormat,
               {"model.vocab", "\"zz\"", "id 5"});
  expect_error(tiny_with([](Json& j) { j["model"]["vocab"]["zz"] = "5"; }), ErrorCode::kFormat,
               {"model.vocab", "\"zz\""});
  expect_error(tiny_with([](Json& j) { j["model"]["vocab"] = Json::array(); }), ErrorCode::kFormat,
               {"model.vocab"});
  expect_error(
      tiny_with([](Json& j) { j["model"]["vocab"] = Json::object(), j["added_tokens"] = {}; }),
      ErrorCode::kFormat, {"0 tokens"});
  expect_error(tiny_with([](Json& j) { j["added_tokens"][0]["id"] = 65; }), ErrorCode::kFormat,
               {"added_tokens[0]", "<|mask|>", "\"A\""});
  expect_error(tiny_with([](Json& j) { j["added_tokens"][1].erase("content"); }),
               ErrorCode::kFormat, {"added_tokens[1]"});
  expect_error(tiny_with([](Json& j) { j["added_tokens"][1]["content"] = "<|mask|>"; }),
               ErrorCode::kFormat, {"same text"});
}

TEST(HfTokenizerJson, BadMergesAreErrors) {
  for (const Json& merge :
       std::vector<Json>{"a zz", "ab", 5, Json::array({"a"}), Json::array({"a", "b", "c"}),
                         Json::array({"a b", "c"}), nullptr}) {
    expect_error(tiny_with([&](Json& j) {
                   j["model"]["merges"] = Json::array({"a b", merge});
                 }),
                 ErrorCode::kFormat, {"model.merges[1]"});
  }
  expect_error(tiny_with([](Json& j) { j["model"].erase("merges"); }), ErrorCode::kFormat,
               {"model.merges"});
}

TEST(HfTokenizerJson, OtherKindsOfTokenizerAreUnsupported) {
  expect_error(tiny_with([](Json& j) { j["model"]["type"] = "Unigram"; }), ErrorCode::kUnsupported,
               {"model.type", "Unigram"});
  expect_error(tiny_with([](Json& j) { j["model"]["byte_fallback"] = true; }),
               ErrorCode::kUnsupported, {"byte_fallback"});
  expect_error(tiny_with([](Json& j) { j["model"]["end_of_word_suffix"] = "</w>"; }),
               ErrorCode::kUnsupported, {"end_of_word_suffix"});
  expect_error(tiny_with([](Json& j) {
                 j["normalizer"] = {{"type", "Lowercase"}};
               }),
               ErrorCode::kUnsupported, {"normalizer", "Lowercase"});
}

TEST(HfTokenizerJson, AnUnknownSplitPatternNamesTheFlag) {
  const Json split = {
      {"type", "Split"}, {"pattern", {{"Regex", "(a+)+b"}}}, {"behavior", "Isolated"}};
  expect_error(tiny_with([&](Json& j) { j["pre_tokenizer"] = split; }), ErrorCode::kUnsupported,
               {"pre_tokenizer", "(a+)+b", "--pre-tokenizer"});
  expect_error(tiny_with([](Json& j) { j["pre_tokenizer"] = nullptr; }), ErrorCode::kUnsupported,
               {"pre_tokenizer", "--pre-tokenizer"});
  expect_error(tiny_with([](Json& j) { j["pre_tokenizer"]["add_prefix_space"] = true; }),
               ErrorCode::kUnsupported, {"ByteLevel", "--pre-tokenizer"});
}

TEST(HfTokenizerJson, TheUserCanNameThePreTokenizerInstead) {
  Json json = tiny_json();
  json["pre_tokenizer"] = nullptr;
  const auto data =
      test::take(tokenizer_from_json(write_json(json), {.pre_tokenizer = "llada-moe"}));
  EXPECT_EQ(data.pre_tokenizer, "llada-moe");
}

TEST(HfTokenizerJson, TextThatIsNotJsonOrNoObjectIsAnError) {
  for (const char* text : {"", "{", "[]", "null", "7", "\"x\"", "{\"model\":[]}"})
    EXPECT_FALSE(tokenizer_from_json(text)) << text;
}

TEST(HfFolder, MiniMathHasItsSpecialTokensAndTemplate) {
  const auto data =
      test::take(tokenizer_from_hf_folder(test::data_path("tokenizers/llada-mini-math")));
  EXPECT_EQ(data.tokens.size(), 1024u);
  EXPECT_EQ(data.special.bos, TokenId(1018));
  EXPECT_EQ(data.special.eos, TokenId(1019));
  EXPECT_EQ(data.special.pad, TokenId(1019));
  EXPECT_EQ(data.special.eot, TokenId(1022));
  EXPECT_EQ(data.special.mask, TokenId(1023));
  EXPECT_EQ(data.pre_tokenizer, "qwen2");
  EXPECT_NE(data.chat_template.find("<|start_header_id|>"), std::string::npos);
}

class SeparateFiles : public ::testing::Test {
 protected:
  SeparateFiles() {
    Json vocab = Json::object();
    for (int byte = 0; byte < 256; ++byte)
      vocab[bytes_to_spelling(std::string(1, static_cast<char>(byte)))] = byte;
    vocab["ab"] = 256;
    vocab["#"] = 35;
    write("vocab.json", write_json(vocab));
    write("merges.txt", "#version: 0.2\na b\r\n\n");
    write("added_tokens.json", R"({"<|endoftext|>": 257, "<MASK>": 258, "<|im_end|>": 259})");
    write("tokenizer_config.json", kConfig);
    write("config.json",
          R"({"vocab_size": 270, "mask_token_id": 258, "eos_token_id": [259, 257]})");
  }
  void write(const char* name, const std::string& text) const { folder_.write(name, text); }
  [[nodiscard]] Result<TokenizerData> load() const {
    return tokenizer_from_hf_folder(folder_.path());
  }

  static constexpr const char* kConfig = R"({
    "tokenizer_class": "Qwen2Tokenizer", "eos_token": "<|endoftext|>", "bos_token": null,
    "mask_token": "<|MASK|>", "additional_special_tokens": ["<|im_end|>"],
    "chat_template": [{"name": "tool_use", "template": "T"}, {"name": "default", "template": "D"}],
    "added_tokens_decoder": {"257": {"content": "<|endoftext|>", "special": true},
                             "258": {"content": "<|MASK|>", "special": false}}})";

  test::TempFolder folder_;
};

TEST_F(SeparateFiles, VocabularyMergesAndAddedTokensMakeATokenizer) {
  const auto data = test::take(load());
  EXPECT_EQ(data.tokens.size(), 270u);
  EXPECT_EQ(data.types[269], TokenType::kUnused);
  EXPECT_EQ(data.pre_tokenizer, "qwen2");
  EXPECT_TRUE(data.nfc);
  EXPECT_EQ(data.special.eos, TokenId(257));
  EXPECT_EQ(data.special.eot, TokenId(259));
  EXPECT_EQ(data.special.bos, std::nullopt);
  EXPECT_EQ(data.chat_template, "D");
  EXPECT_EQ(test::take(Tokenizer::create(data)).encode("ab"), test::ids({256}));
}

// As in SDAR's own files.
TEST_F(SeparateFiles, WhereFilesDisagreeOnTheMasksTextTheConfigsIdCounts) {
  const auto data = test::take(load());
  EXPECT_EQ(data.special.mask, TokenId(258));
  EXPECT_EQ(data.tokens[258], "<|MASK|>");
  EXPECT_EQ(data.types[258], TokenType::kControl);
}

TEST_F(SeparateFiles, AMaskBeyondTheNamedTokensIsAnIdAllTheSame) {
  write("config.json", R"({"vocab_size": 270, "mask_token_id": 265})");
  EXPECT_EQ(test::take(load()).special.mask, TokenId(265));
  write("config.json", R"({"vocab_size": 260, "mask_token_id": 265})");
  expect_error(load(), ErrorCode::kFormat, {"mask", "265"});
}

TEST_F(SeparateFiles, ATemplateFileComesBeforeTheOneInTheConfig) {
  write("chat_template.jinja", "J");
  EXPECT_EQ(test::take(load()).chat_template, "J");
}

TEST_F(SeparateFiles, AnUnknownTokenizerClassNeedsTheFlag) {
  write("tokenizer_config.json", R"({"tokenizer_class": "LlamaTokenizer"})");
  expect_error(load(), ErrorCode::kUnsupported, {"LlamaTokenizer", "--pre-tokenizer"});
  EXPECT_TRUE(tokenizer_from_hf_folder(folder_.path(), {.pre_tokenizer = "gpt-2"}));
}

TEST_F(SeparateFiles, BrokenFilesAreNamed) {
  write("added_tokens.json", R"({"<x>": "y"})");
  expect_error(load(), ErrorCode::kFormat, {"added_tokens.json", "<x>"});
  write("added_tokens.json", "{}");
  write("merges.txt", "a b\nb zz\n");
  expect_error(load(), ErrorCode::kFormat, {"merges.txt[1]", "zz"});
  write("merges.txt", "a b\n");
  write("tokenizer_config.json",
        R"({"tokenizer_class": "Qwen2Tokenizer", "added_tokens_decoder": {"x": {}}})");
  expect_error(load(), ErrorCode::kFormat, {"added_tokens_decoder", "\"x\""});
  write("config.json", "{");
  expect_error(load(), ErrorCode::kFormat, {"config.json"});
}

TEST(HfFolder, AFolderWithoutATokenizerSaysWhatIsMissing) {
  const test::TempFolder folder;
  expect_error(tokenizer_from_hf_folder(folder.path()), ErrorCode::kNotFound,
               {folder.path().string(), "tokenizer.json", "merges.txt"});
}

}  // namespace
}  // namespace llada
