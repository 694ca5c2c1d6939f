// Token ids that llama.cpp and the models' own tools made; how is in
// tests/data/tokenizers/README.md.
#include <gtest/gtest.h>

#include <sstream>

#include "formats/json.h"
#include "text/text_test_support.h"

namespace llada {
namespace {

struct Case {
  std::string text;
  std::vector<int> ids;
};

std::vector<std::string> split(std::string_view all, std::string_view separator) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t end = all.find(separator);
    parts.emplace_back(all.substr(0, end));
    if (end == all.npos) return parts;
    all.remove_prefix(end + separator.size());
  }
}

std::vector<int> numbers_in(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<int>(in), {}};
}

// Case by case between separators; one line of ids for each (the last case is empty, and so is its
// line).
std::vector<Case> vocab_cases(const std::string& name) {
  const auto path = [&](const char* end) { return test::data_path("tokenizers/" + name + end); };
  const auto texts = split(test::read_text(path(".inp")), "\n__ggml_vocab_test__\n");
  const auto lines = split(test::read_text(path(".out")), "\n");
  EXPECT_EQ(texts.size(), lines.size());
  std::vector<Case> cases;
  for (std::size_t i = 0; i < texts.size(); ++i)
    cases.push_back({texts[i], numbers_in(lines.at(i))});
  return cases;
}

std::vector<Case> json_cases(const Json& array) {
  std::vector<Case> cases;
  for (const Json& entry : array)
    cases.push_back({entry["text"], entry["ids"].get<std::vector<int>>()});
  return cases;
}

void expect_cases(const Tokenizer& tokenizer, const std::vector<Case>& cases,
                  EncodeOptions options) {
  for (const Case& expected : cases) {
    EXPECT_EQ(test::plain(tokenizer.encode(expected.text, options)), expected.ids)
        << '"' << expected.text << '"';
  }
}

TEST(GoldenTokens, Gpt2VocabularyGivesLlamaCppsIds) {
  const auto cases = vocab_cases("ggml-vocab-gpt-2.gguf");
  ASSERT_EQ(cases.size(), 47u);
  expect_cases(test::gguf_tokenizer("tokenizers/ggml-vocab-gpt-2.gguf"), cases, {});
}

TEST(GoldenTokens, Qwen2VocabularyGivesLlamaCppsIds) {
  const auto cases = vocab_cases("ggml-vocab-qwen2.gguf");
  ASSERT_EQ(cases.size(), 47u);
  expect_cases(test::gguf_tokenizer("tokenizers/vocab-qwen2-sdar.gguf"), cases, {});
}

TEST(GoldenTokens, LladaTinyGivesLlamaCppsIdsWithBosAndSpecials) {
  const Json golden = test::take(read_json_file(test::data_path("llada-tiny/golden.json")));
  const auto cases = json_cases(golden["tokenizer_cases"]);
  ASSERT_GT(cases.size(), 3u);
  expect_cases(test::gguf_tokenizer("llada-tiny/llada-tiny-q4_0.gguf"), cases,
               {.add_bos = true, .parse_special = true});
}

TEST(GoldenTokens, MiniMathGivesTheIdsOfItsTrainingTokenizer) {
  const auto path = test::data_path("tokenizers/llada-mini-math/tokenizer_cases.json");
  const auto cases = json_cases(test::take(read_json_file(path)));
  ASSERT_GT(cases.size(), 20u);
  expect_cases(test::mini_math_tokenizer(), cases, {.parse_special = true});
}

TEST(GoldenTokens, DecodingGivesTheTextBack) {
  const Tokenizer gpt2 = test::gguf_tokenizer("tokenizers/ggml-vocab-gpt-2.gguf");
  const Tokenizer qwen2 = test::gguf_tokenizer("tokenizers/vocab-qwen2-sdar.gguf");
  for (const Case& expected : vocab_cases("ggml-vocab-gpt-2.gguf")) {
    EXPECT_EQ(gpt2.decode(gpt2.encode(expected.text)), expected.text);
    EXPECT_EQ(qwen2.decode(qwen2.encode(expected.text)), expected.text);
  }
}

}  // namespace
}  // namespace llada
