#include "api/evaluate.h"

#include <gtest/gtest.h>

#include "support/temp_folder.h"
#include "support/test_data.h"

namespace llada {
namespace {

Result<std::vector<TaskItem>> read(const std::string& text) {
  const test::TempFolder folder;
  folder.write("task.jsonl", text);
  return read_task(folder.path() / "task.jsonl");
}

std::string message_of(const std::string& text) {
  const auto items = read(text);
  return items ? "" : items.error().message;
}

TEST(Evaluate, TheFinalAnswerFollowsTheLastMark) {
  EXPECT_EQ(final_answer("a #### 1\n#### 42 \n"), "42");
  EXPECT_EQ(final_answer("no mark"), "");
  EXPECT_EQ(final_answer("####"), "");
}

TEST(Evaluate, ReadsLinesWithTheFinalAnswerAsNumberOrText) {
  const auto items = read(
      "{\"question\": \"q\", \"answer\": \"a\", \"final\": 61}\n\n"
      "{\"question\": \"r\", \"answer\": \"a\", \"final\": \" x y \"}\r\n"
      "{\"question\": \"s\", \"answer\": \"so\\n#### 7\"}");
  ASSERT_TRUE(items) << items.error().message;
  ASSERT_EQ(items->size(), 3u);
  EXPECT_EQ((*items)[0].final, "61");
  EXPECT_EQ((*items)[1].final, "x y");
  EXPECT_EQ((*items)[2].final, "7");
}

TEST(Evaluate, AnErrorNamesTheLineAndThePath) {
  const std::string good = "{\"question\": \"q\", \"answer\": \"a\", \"final\": 1}\n";
  EXPECT_NE(message_of(good + "{\"question\": 1").find("line 2: byte"), std::string::npos);
  EXPECT_NE(message_of(good + "[]").find("line 2: expected an object, found array"),
            std::string::npos);
  EXPECT_NE(message_of("{\"answer\": \"a\", \"final\": 1}").find("line 1: /question is missing"),
            std::string::npos);
  EXPECT_NE(message_of("{\"question\": \"q\", \"answer\": \"a\", \"final\": null}")
                .find("/final: expected a text or a number, found null"),
            std::string::npos);
  EXPECT_NE(message_of("{\"question\": \"q\", \"answer\": \"a\"}").find("no final answer"),
            std::string::npos);
  EXPECT_NE(message_of("\n \n").find("no question"), std::string::npos);
  EXPECT_NE(message_of("").find("no question"), std::string::npos);
}

TEST(Evaluate, WithNumbersAnyExpressionOfThemThatHasTheValueIsRight) {
  const auto items = read(
      "{\"question\": \"q\", \"answer\": \"a\", \"final\": \"16 * 4 + 12\", "
      "\"numbers\": [4, 12, 16]}");
  ASSERT_TRUE(items) << items.error().message;
  EXPECT_TRUE(is_right(items->front(), "12 + 4 * 16"));
  EXPECT_FALSE(is_right(items->front(), "76"));
  EXPECT_FALSE(is_right(items->front(), ""));
}

TEST(Evaluate, NumbersMustBeWholeAndMakeTheFinalAnswer) {
  const auto with = [](const std::string& numbers) {
    return message_of("{\"question\": \"q\", \"answer\": \"a\", \"final\": \"4 + 5\", \"numbers\": " +
                      numbers + "}");
  };
  EXPECT_NE(with("[4.5]").find("/numbers: expected an array of whole numbers"), std::string::npos);
  EXPECT_NE(with("[]").find("/numbers"), std::string::npos);
  EXPECT_NE(with("7").find("/numbers"), std::string::npos);
  EXPECT_NE(with("[4, 6]").find("\"4 + 5\" is no expression of /numbers"), std::string::npos);
}

TEST(Evaluate, MissingFilesAndFoldersAreErrors) {
  EXPECT_EQ(read_task("/nowhere/task.jsonl").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(read_task(test::source_path("models")).error().code, ErrorCode::kIo);
}

class EvaluateModel : public testing::Test {
 protected:
  void SetUp() override {
    ModelOptions options;
    options.threads = 1;
    auto loaded = Model::load(test::default_model_path(), options);
    ASSERT_TRUE(loaded) << loaded.error().message;
    model_ = std::move(*loaded);
    items_ = read_task(test::source_path("models/eval/test_fresh.jsonl")).value();
    items_.resize(3);
  }
  std::unique_ptr<Model> model_;
  std::vector<TaskItem> items_;
};

TEST_F(EvaluateModel, CountsWhatTheAnswersShow) {
  int correct = 0;
  int seen = 0;
  const auto on_item = [&](int index, const TaskItem& item, const EvalItemResult& result) {
    EXPECT_EQ(index, seen++);
    EXPECT_EQ(result.correct, final_answer(result.text) == item.final);
    correct += result.correct;
  };
  const auto report = evaluate(*model_, items_, {}, on_item);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->n, 3);
  EXPECT_EQ(report->correct, correct);
  EXPECT_GE(correct, 1);  // it answers 17 of 20 right
  EXPECT_GT(report->tokens_per_forward, 1);
  EXPECT_GT(report->steps_per_answer, 1);
}

TEST_F(EvaluateModel, OneTokenAStepIsAtMostOneTokenAForward) {
  GenerateOptions options;
  options.max_tokens = 32;
  options.decode = decoder_by_name("exact-ref").value();
  items_.resize(1);
  const auto report = evaluate(*model_, items_, options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_LE(report->tokens_per_forward, 1);
  EXPECT_EQ(report->steps_per_answer, 32);
}

TEST_F(EvaluateModel, DenoisingEveryBlockTakesMorePassesForTheSameAnswers) {
  GenerateOptions options;
  options.decode = decoder_by_name("exact-threshold").value();
  std::vector<std::string> stopped, whole;
  const auto keep_in = [](std::vector<std::string>& texts) {
    return [&](int, const TaskItem&, const EvalItemResult& result) { texts.push_back(result.text); };
  };
  const auto early = evaluate(*model_, items_, options, keep_in(stopped)).value();
  options.decode.stop_at_eos = false;
  const auto all = evaluate(*model_, items_, options, keep_in(whole)).value();
  EXPECT_EQ(stopped, whole);
  EXPECT_GE(all.steps_per_answer, early.steps_per_answer + 1);  // at least a step for a block of padding
  // Padding behind the end token counts as a pass, not as tokens.
  EXPECT_DOUBLE_EQ(all.tokens_per_forward * all.steps_per_answer,
                   early.tokens_per_forward * early.steps_per_answer);
}

TEST_F(EvaluateModel, StopsWhenCancelled) {
  CancelFlag cancel;
  cancel.cancel();
  EXPECT_EQ(evaluate(*model_, items_, {}, {}, &cancel).error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace llada
