// Scores a model on a task file: one JSON object a line with "question", "answer" and "final". With
// "numbers" too, `final` is an expression, and any other of its value is right that takes each of the
// numbers at most once.
#pragma once

#include "api/model.h"

namespace llada {

class TraceRecorder;

struct TaskItem {
  std::string question;
  std::string answer;  // reference text
  std::string
      final;  // what the answer must end in; a number as JSON writes it, absent: from `answer`
  std::vector<std::int64_t> numbers;  // not empty: `final` is an expression of some of them
};

// Errors: kNotFound, kIo, kFormat naming the line and JSON path.
Result<std::vector<TaskItem>> read_task(const std::filesystem::path& path);

// What follows the last "####" of an answer, trimmed; empty when there is none.
[[nodiscard]] std::string final_answer(std::string_view text);

// Whether a model's final answer is right.
[[nodiscard]] bool is_right(const TaskItem& item, std::string_view found);

struct EvalReport {
  int n = 0;
  int correct = 0;
  double steps_per_answer = 0;
  double tokens_per_forward =
      0;               // kept tokens (up to the end token, which counts) by forward passes
  double rows_per_forward = 0;
  DecodeMetrics metrics;  // of all answers
  int side_stalls = 0;
  double side_stall_seconds = 0;
  double side_busy_seconds = 0;  // the side path computed
  DeviceCounters device;
  double seconds = 0;  // wall clock
  [[nodiscard]] double accuracy() const { return n == 0 ? 0 : static_cast<double>(correct) / n; }
};

struct EvalItemResult {
  std::string text;
  std::string found;  // final_answer(text)
  bool correct = false;
};
using EvalCallback =
    std::function<void(int index, const TaskItem& item, const EvalItemResult& result)>;

// `recorder`, if there is one, is shown every generation.
Result<EvalReport> evaluate(Model& model, std::span<const TaskItem> items,
                            const GenerateOptions& options, const EvalCallback& on_item = {},
                            const CancelFlag* cancel = nullptr, TraceRecorder* recorder = nullptr);

}  // namespace llada
