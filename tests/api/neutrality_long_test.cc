// The neutrality oracle on the model that ships: over 200 questions strict drafts change neither the
// text nor the number of steps.
#include <gtest/gtest.h>

#include "api/evaluate.h"
#include "support/test_data.h"

namespace llada {
namespace {

Completion ask(Model& model, const TaskItem& item, SpeculateMode mode) {
  GenerateOptions options;
  options.decode = decoder_by_name("frontier-dual").value();
  options.decode.speculate.mode = mode;
  const std::vector<ChatMessage> messages{{"user", item.question}};
  auto completion = model.generate(model.chat_prompt(messages).value(), options);
  EXPECT_TRUE(completion) << completion.error().message;
  return std::move(*completion);
}

TEST(StrictDrafts, ChangeNeitherTokensNorStepsOverTwoHundredQuestions) {
  auto model = Model::load(test::default_model_path());
  ASSERT_TRUE(model) << model.error().message;
  const auto items = read_task(test::source_path("models/eval/test_fresh.jsonl"));
  ASSERT_TRUE(items);
  ASSERT_EQ(items->size(), 200u);
  int drafted = 0;
  for (const TaskItem& item : *items) {
    const Completion off = ask(**model, item, SpeculateMode::kOff);
    const Completion strict = ask(**model, item, SpeculateMode::kStrict);
    EXPECT_EQ(off.tokens, strict.tokens) << item.question;
    EXPECT_EQ(off.steps, strict.steps) << item.question;
    drafted += strict.metrics.drafts_proposed;
  }
  EXPECT_GT(drafted, 1000);
}

}  // namespace
}  // namespace llada
