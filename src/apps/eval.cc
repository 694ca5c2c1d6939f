// llada eval: accuracy and speed of a model on a task file.
#include <fmt/ranges.h>

#include <algorithm>

#include "api/decode_trace.h"
#include "api/evaluate.h"
#include "apps/command.h"
#include "apps/flags.h"
#include "apps/metrics_json.h"
#include "apps/progress_bar.h"
#include "formats/output_file.h"

namespace llada {
namespace {

struct EvalFlags {
  ModelFlags model;
  DecodeFlags decode;
  OutputFlags output;
  std::string task;
  std::optional<int> limit;
  bool items = false;
  std::string record;
  std::string stage = "staged";
};

Status known_stage(std::string_view name) {
  const auto stages = trace_stages();
  if (std::find(stages.begin(), stages.end(), name) != stages.end()) return {};
  return fail(ErrorCode::kUsage, "--record-as: '{}' is unknown; allowed: {}", name,
              fmt::join(stages, ", "));
}

void add_flags(CLI::App& app, EvalFlags& flags) {
  add_path_flags(app, flags.model.path, ModelPath::kOptional);
  add_text(app, "--task", flags.task, "Lines of JSON with question, answer and final")
      ->type_name("FILE")
      ->required();
  add_number<int>(app, "--limit", flags.limit, 1, INT32_MAX, "Take only the first N questions");
  add_switch(app, "--items", flags.items, "Also print a line of JSON for every question");
  CLI::Option* record =
      add_text(app, "--record", flags.record, "Write what every step computed and committed")
          ->type_name("FILE");
  add_name(app, "--record-as", flags.stage,
           "Stage the record stands for in llada simulate: full, prefix, speculative, staged",
           known_stage)
      ->needs(record);
  add_decode_flags(app, flags.decode);
  add_compute_flags(app, flags.model);
  add_device_flags(app, flags.model);
  add_tokenizer_flag(app, flags.model);
  add_template_flag(app, flags.model);
}

Json item_json(int index, const TaskItem& item, const EvalItemResult& result) {
  return {{"index", index},        {"question", item.question}, {"text", result.text},
          {"found", result.found}, {"final", item.final},       {"correct", result.correct}};
}

Json report_json(const EvalReport& report, const EvalFlags& flags,
                 const std::filesystem::path& model) {
  return {{"n", report.n},
          {"correct", report.correct},
          {"accuracy", report.accuracy()},
          {"steps_per_answer", report.steps_per_answer},
          {"tokens_per_forward", report.tokens_per_forward},
          {"rows_per_forward", report.rows_per_forward},
          {"metrics", metrics_json(report.metrics, report.side_stalls, report.side_stall_seconds)},
          {"seconds", report.seconds},
          {"decoder", decoder_label(flags.decode)},
          {"model", model.string()},
          {"task", flags.task}};
}

std::string report_text(const EvalReport& report, const EvalFlags& flags) {
  return fmt::format(
      "decoder             {}\n"
      "questions           {}\n"
      "accuracy            {:.1f}% ({} right)\n"
      "steps per answer    {:.2f}\n"
      "tokens per forward  {:.2f}\n"
      "rows per forward    {:.1f}\n"
      "seconds             {:.2f}\n",
      decoder_label(flags.decode), report.n, 100 * report.accuracy(), report.correct,
      report.steps_per_answer, report.tokens_per_forward, report.rows_per_forward, report.seconds);
}

Status write_record(const EvalFlags& flags, const std::filesystem::path& model,
                    const DecodeConfig& config, const TraceRecorder& recorder) {
  const DecodeTrace trace{flags.stage,  model.stem().string(),   describe(config),
                          config.block, flags.decode.max_tokens, recorder.requests()};
  LLADA_TRY(file, OutputFile::create(flags.record));
  const std::string text = write_trace(trace);
  LLADA_CHECK(file.write(std::as_bytes(std::span(text))));
  return file.publish();
}

Status eval(const EvalFlags& flags, Console& console) {
  const Interrupt interrupt;
  LLADA_TRY(options, generate_options(flags.decode));
  note_idle_flags(flags.decode, options.decode, console);
  LLADA_TRY(items, read_task(flags.task));
  if (flags.limit) items.resize(std::min(items.size(), static_cast<std::size_t>(*flags.limit)));
  LLADA_TRY(path, model_path(flags.model.path));
  LLADA_TRY(model, load_model(flags.model, console, interrupt));
  apply_end_tokens(flags.decode, model->tokenizer(), options.decode);
  ProgressBar bar(console, ProgressUnit::kQuestions);
  const auto on_item = [&](int index, const TaskItem& item, const EvalItemResult& result) {
    if (flags.items) console.print_json(item_json(index, item, result));
    bar.update("eval", static_cast<std::uint64_t>(index) + 1, items.size());
  };
  TraceRecorder recorder(options.decode);
  LLADA_TRY(report, evaluate(*model, items, options, on_item, &interrupt.flag(),
                             flags.record.empty() ? nullptr : &recorder));
  if (!flags.record.empty()) LLADA_CHECK(write_record(flags, path, options.decode, recorder));
  if (flags.output.json) {
    console.print_json(report_json(report, flags, path));
  } else {
    console.print(report_text(report, flags));
  }
  return {};
}

}  // namespace

void add_eval(CommandLine& line) {
  add_command<EvalFlags>(
      line, "eval", "Score a model on a file of questions",
      "Examples:\n"
      "  llada eval --task models/eval/test_fresh.jsonl\n"
      "  llada eval model.gguf --task gsm8k.jsonl --decoder exact-ref --limit 50 --json",
      add_flags, eval);
}

}  // namespace llada
