#include "api/evaluate.h"

#include "api/decode_trace.h"
#include "api/expression.h"
#include "base/clock.h"
#include "formats/json.h"
#include "formats/mapped_file.h"

#include <algorithm>

namespace llada {
namespace {

constexpr std::string_view kFinalMark = "####";
constexpr std::string_view kSpace = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// A text or a number at /key, as text.
Result<std::string> text_at(const Json& line, const char* key) {
  const auto found = line.find(key);
  if (found == line.end()) return fail(ErrorCode::kFormat, "/{} is missing", key);
  if (found->is_string()) return found->get<std::string>();
  if (found->is_number()) return write_json(*found);
  return fail(ErrorCode::kFormat, "/{}: expected a text or a number, found {}", key,
              found->type_name());
}

// The whole numbers at /numbers; none where there is no such key.
Result<std::vector<std::int64_t>> numbers_at(const Json& line) {
  const auto found = line.find("numbers");
  if (found == line.end()) return std::vector<std::int64_t>{};
  const auto is_whole = [](const Json& entry) { return entry.is_number_integer(); };
  if (!found->is_array() || found->empty() || !std::ranges::all_of(*found, is_whole))
    return fail(ErrorCode::kFormat, "/numbers: expected an array of whole numbers");
  return found->get<std::vector<std::int64_t>>();
}

Result<TaskItem> parse_item(std::string_view text) {
  LLADA_TRY(line, parse_json(text));
  if (!line.is_object())
    return fail(ErrorCode::kFormat, "expected an object, found {}", line.type_name());
  LLADA_TRY(question, text_at(line, "question"));
  LLADA_TRY(answer, text_at(line, "answer"));
  LLADA_TRY(numbers, numbers_at(line));
  TaskItem item{std::move(question), std::move(answer), "", std::move(numbers)};
  if (line.contains("final")) {
    LLADA_TRY(final, text_at(line, "final"));
    item.final = trimmed(final);
  } else {
    item.final = final_answer(item.answer);
  }
  if (item.final.empty()) {
    return fail(ErrorCode::kFormat, "no final answer: give /final, or end /answer in \"{} RESULT\"",
                kFinalMark);
  }
  if (!item.numbers.empty() && !solves(item.final, item.final, item.numbers)) {
    return fail(ErrorCode::kFormat, "/final: \"{}\" is no expression of /numbers", item.final);
  }
  return item;
}

Result<std::vector<TaskItem>> parse_task(std::string_view text) {
  std::vector<TaskItem> items;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (trimmed(line).empty()) continue;
    auto item = parse_item(line);
    if (!item) return fail_at(fmt::format("line {}", number), std::move(item).error());
    items.push_back(std::move(*item));
  }
  if (items.empty()) return fail(ErrorCode::kFormat, "no question in it");
  return items;
}

// Sums over the answers given so far.
struct Totals {
  std::uint64_t steps = 0;
  std::uint64_t tokens = 0;
  std::uint64_t forward_passes = 0;
  std::uint64_t rows = 0;

  void add(const Completion& completion) {
    const bool ended = completion.finish_reason == FinishReason::kStop;
    steps += static_cast<std::uint64_t>(completion.steps);
    tokens += completion.tokens.size() + (ended ? 1 : 0);
    forward_passes += static_cast<std::uint64_t>(completion.forward_passes);
    rows += completion.rows;
  }
};

Result<Completion> generate_recorded(Model& model, std::span<const TokenId> prompt,
                                     const GenerateOptions& options, const CancelFlag* cancel,
                                     TraceRecorder* recorder) {
  if (recorder == nullptr) return model.generate(prompt, options, {}, cancel);
  recorder->begin(prompt.size());
  const auto listen = [recorder](const StepView& view) { recorder->step(view); };
  auto completion = model.generate(prompt, options, listen, cancel);
  if (completion) recorder->end(*completion);
  return completion;
}

double ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

Result<std::vector<TaskItem>> read_task(const std::filesystem::path& path) {
  LLADA_TRY(file, MappedFile::open(path));
  const auto bytes = file.bytes();
  auto items = parse_task({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (!items) return fail_at(path.string(), std::move(items).error());
  return items;
}

std::string final_answer(std::string_view text) {
  const std::size_t mark = text.rfind(kFinalMark);
  if (mark == std::string_view::npos) return {};
  return std::string(trimmed(text.substr(mark + kFinalMark.size())));
}

bool is_right(const TaskItem& item, std::string_view found) {
  if (item.numbers.empty()) return found == item.final;
  return solves(found, item.final, item.numbers);
}

Result<EvalReport> evaluate(Model& model, std::span<const TaskItem> items,
                            const GenerateOptions& options, const EvalCallback& on_item,
                            const CancelFlag* cancel, TraceRecorder* recorder) {
  const Stopwatch watch;
  EvalReport report;
  Totals totals;
  for (const TaskItem& item : items) {
    LLADA_TRY(prompt, model.chat_prompt(std::vector<ChatMessage>{{"user", item.question}}));
    auto completion = generate_recorded(model, prompt, options, cancel, recorder);
    if (!completion)
      return fail_at(fmt::format("question {}", report.n + 1), std::move(completion).error());
    totals.add(*completion);
    add(report.metrics, completion->metrics);
    report.side_stalls += completion->side_stalls;
    report.side_stall_seconds += completion->side_stall_seconds;
    report.side_busy_seconds += completion->side_busy_seconds;
    report.device += completion->device.counters;
    const std::string found = final_answer(completion->text);
    const EvalItemResult result{completion->text, found, is_right(item, found)};
    report.correct += result.correct;
    if (on_item) on_item(report.n, item, result);
    ++report.n;
  }
  report.steps_per_answer = ratio(totals.steps, static_cast<std::uint64_t>(report.n));
  report.tokens_per_forward = ratio(totals.tokens, totals.forward_passes);
  report.rows_per_forward = ratio(totals.rows, totals.forward_passes);
  report.seconds = watch.seconds();
  return report;
}

}  // namespace llada
