#include "api/model.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/temp_folder.h"
#include "support/test_data.h"

namespace llada {
namespace {

const char* const kQuestion =
    "Vera has 39 books and buys 2 baskets with 11 books in each. How many books does Vera have now?";

std::unique_ptr<Model> load(const std::filesystem::path& path, ModelOptions options = {}) {
  options.threads = options.threads == 0 ? 1 : options.threads;
  auto model = Model::load(path, options);
  EXPECT_TRUE(model) << model.error().message;
  return std::move(*model);
}
std::unique_ptr<Model> default_model(ModelOptions options = {}) {
  return load(test::default_model_path(), std::move(options));
}
std::unique_ptr<Model> checkpoint() { return load(test::data_path("llada-mini-math")); }

std::vector<float> all_logits(Model& model, std::span<const TokenId> tokens) {
  std::vector<float> logits;
  const Status status = model.logits(tokens, [&](int, std::span<const float> row) {
    logits.insert(logits.end(), row.begin(), row.end());
  });
  EXPECT_TRUE(status) << status.error().message;
  return logits;
}

Completion ask(Model& model, const std::string& question, const GenerateOptions& options = {}) {
  const std::vector<ChatMessage> messages{{"user", question}};
  auto prompt = model.chat_prompt(messages);
  EXPECT_TRUE(prompt) << prompt.error().message;
  auto completion = model.generate(*prompt, options);
  EXPECT_TRUE(completion) << completion.error().message;
  return std::move(*completion);
}

TEST(Model, AnswersAQuestionAndStopsAtTheEndToken) {
  auto model = default_model();
  const Completion answer = ask(*model, kQuestion);
  EXPECT_NE(answer.text.find("#### "), std::string::npos) << answer.text;
  EXPECT_EQ(answer.finish_reason, FinishReason::kStop);
  EXPECT_EQ(answer.prompt_tokens, 37);
  EXPECT_LT(answer.forward_passes, 40);
  EXPECT_EQ(model->tokenizer().decode(answer.tokens), answer.text);
}

TEST(Model, GivesTheSameTokensFromPackedWeightsThatWereKept) {
  const test::TempFolder folder;
  const auto plain = ask(*default_model(), kQuestion);
  for (const char* expected : {"pack cache written", ""}) {
    std::string notes;
    ModelOptions options;
    options.pack_cache = folder.path();
    options.note = [&notes](std::string_view line) { notes += line; };
    const auto answer = ask(*default_model(options), kQuestion);
    EXPECT_EQ(answer.tokens, plain.tokens);
    EXPECT_TRUE(*expected == 0 ? notes.empty() : notes.find(expected) != std::string::npos) << notes;
  }
}

TEST(Model, TakesTheTextOfTheMaskInAPromptAsText) {
  auto model = default_model();
  const std::vector<ChatMessage> messages{{"user", "Say <|mdm_mask|> and <|eot_id|>."}};
  const auto prompt = model->chat_prompt(messages).value();
  EXPECT_EQ(std::count(prompt.begin(), prompt.end(), *model->config().mask), 0);
  EXPECT_EQ(std::count(prompt.begin(), prompt.end(), TokenId(2046)), 1);  // the template's own
  const auto text = model->text_prompt("<|mdm_mask|>");
  EXPECT_EQ(std::count(text.begin(), text.end(), *model->config().mask), 0);
}

TEST(Model, GivesTheSameTextOnAnyThreadCountAndForAnySplitOfTheAnswer) {
  ModelOptions one, three;
  one.threads = 1;
  three.threads = 3;
  GenerateOptions options;
  options.decode.temperature = 0.6;
  options.decode.seed = 11;
  EXPECT_EQ(ask(*default_model(one), kQuestion, options).tokens, ask(*default_model(three), kQuestion, options).tokens);
}

TEST(Model, StepsReplayToTheAnswer) {
  auto model = default_model();
  const std::vector<ChatMessage> messages{{"user", kQuestion}};
  const auto prompt = model->chat_prompt(messages).value();
  std::vector<TokenId> canvas(prompt.size() + 128, *model->config().mask);
  std::copy(prompt.begin(), prompt.end(), canvas.begin());
  int steps = 0;
  const auto completion = model->generate(prompt, {}, [&](const StepView& view) {
    EXPECT_EQ(view.step, ++steps);
    for (const CanvasEvent& event : view.events) {
      if (event.kind == EventKind::kReveal) canvas[static_cast<std::size_t>(event.position.value)] = event.token;
    }
    EXPECT_TRUE(std::equal(canvas.begin(), canvas.end(), view.canvas.tokens().begin()));
  });
  ASSERT_TRUE(completion);
  EXPECT_EQ(steps, completion->steps);
  EXPECT_TRUE(std::equal(completion->tokens.begin(), completion->tokens.end(), canvas.begin() + static_cast<std::ptrdiff_t>(prompt.size())));
}

TEST(Model, InfillingKeepsTheFixedTextAndFillsEveryHole) {
  auto model = default_model();
  const auto filled = model->infill("Mia has [[4]] apples and \\[[2]] of them are [[3]].", {});
  ASSERT_TRUE(filled) << filled.error().message;
  EXPECT_EQ(filled->text.find("Mia has"), 0u) << filled->text;
  EXPECT_NE(filled->text.find(" apples and [[2]] of them are"), std::string::npos) << filled->text;
  EXPECT_EQ(filled->text.back(), '.');
  EXPECT_EQ(std::count(filled->tokens.begin(), filled->tokens.end(), *model->config().mask), 0);
}

TEST(Model, InfillingNamesTheByteOfABrokenHole) {
  auto model = default_model();
  for (const char* text : {"no hole", "a [[x]]", "a [[0]]", "a [[-1]]", "a [[9999]]", "a [[3", "a [[]]", "[[1e2]]"}) {
    const auto filled = model->infill(text, {});
    ASSERT_FALSE(filled) << text;
    EXPECT_EQ(filled.error().code, ErrorCode::kUsage) << text;
  }
  EXPECT_NE(model->infill("ab [[x]]", {}).error().message.find("byte 3"), std::string::npos);
}

TEST(Model, RefusesMoreTokensThanTheContextHolds) {
  auto model = default_model();
  GenerateOptions options;
  const std::vector<TokenId> prompt(400, TokenId(50));
  for (int max_tokens : {0, -5, 113, 2000000000}) {
    options.max_tokens = max_tokens;
    const auto completion = model->generate(prompt, options);
    ASSERT_FALSE(completion) << max_tokens;
    EXPECT_EQ(completion.error().code, ErrorCode::kUsage);
    EXPECT_NE(completion.error().message.find("1..112"), std::string::npos) << completion.error().message;
  }
}

TEST(Model, RefusesTokensOutsideTheVocabulary) {
  auto model = default_model();
  const std::vector<TokenId> tokens{TokenId(5), TokenId(2048)};
  const Status status = model->logits(tokens, [](int, std::span<const float>) {});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUsage);
}

TEST(Model, LoadErrorsSayWhatIsWrong) {
  ModelOptions options;
  EXPECT_EQ(Model::load("/nowhere/model.gguf").error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(Model::load(test::source_path("models/eval")));  // a folder without config.json
  options.kernel = "abacus";
  EXPECT_EQ(Model::load(test::default_model_path(), options).error().code, ErrorCode::kUsage);
  options = {};
  options.threads = 100000;
  EXPECT_EQ(Model::load(test::default_model_path(), options).error().code, ErrorCode::kUsage);
  options = {};
  options.chat_template = "smalltalk";
  EXPECT_EQ(Model::load(test::default_model_path(), options).error().code, ErrorCode::kUsage);
}

TEST(Conversion, ToF32ChangesNoLogit) {
  const test::TempFolder folder;
  const auto path = folder.path() / "mini-f32.gguf";
  const Status converted = convert_model(test::data_path("llada-mini-math"), path, "f32");
  ASSERT_TRUE(converted) << converted.error().message;
  auto from_folder = checkpoint(), from_gguf = load(path);
  const auto tokens = from_folder->text_prompt("Mia has 12 apples and <|mdm_mask|>");
  EXPECT_EQ(tokens, from_gguf->text_prompt("Mia has 12 apples and <|mdm_mask|>"));
  const auto expected = all_logits(*from_folder, tokens), found = all_logits(*from_gguf, tokens);
  ASSERT_EQ(expected.size(), found.size());
  // Rotated pairs are stored in another order, so sums of a head's products are taken in another order.
  for (std::size_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found[i], expected[i], 2e-4) << i;
  EXPECT_EQ(ask(*from_folder, kQuestion).tokens, ask(*from_gguf, kQuestion).tokens);
}

TEST(Conversion, GivesTheStoredFileByteForByte) {
  const test::TempFolder folder;
  const auto path = folder.path() / "mini.gguf";
  ASSERT_TRUE(convert_model(test::data_path("llada-mini-math"), path, "q8_0"));
  EXPECT_EQ(test::read_text(path), test::read_text(test::mini_math_path()));
}

TEST(Conversion, InTwoStepsGivesTheSameFile) {
  const test::TempFolder folder;
  const auto f32 = folder.path() / "f32.gguf", once = folder.path() / "once.gguf", twice = folder.path() / "twice.gguf";
  ASSERT_TRUE(convert_model(test::data_path("llada-mini-math"), once, "q8_0"));
  ASSERT_TRUE(convert_model(test::data_path("llada-mini-math"), f32, "f32"));
  ASSERT_TRUE(convert_model(f32, twice, "q8_0"));
  EXPECT_TRUE(test::read_text(once) == test::read_text(twice));
}

TEST(Conversion, RequantisesAGgufAndRefusesItsOwnSource) {
  const test::TempFolder folder;
  const auto path = folder.path() / "tiny.gguf";
  const auto source = test::data_path("llada-tiny/llada-tiny-f16.gguf");
  for (const char* type : {"f32", "bf16", "q8_0", "q4_0", "q4_k", "q6_k"}) {
    const Status status = convert_model(source, path, type);
    ASSERT_TRUE(status) << type << ": " << status.error().message;
    auto model = load(path);
    EXPECT_EQ(model->tokenizer().size(), 1024u);
    EXPECT_EQ(model->weights().layer(0).query.type(), *tensor_type_from_name(type));
  }
  EXPECT_EQ(convert_model(path, path, "q8_0").error().code, ErrorCode::kUsage);
  EXPECT_EQ(convert_model(source, path, "q9_9").error().code, ErrorCode::kUsage);
  EXPECT_EQ(convert_model(source, path, "q5_0").error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace llada
