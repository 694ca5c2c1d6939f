// llada bench: time of a dense forward pass by its number of rows, and of its ops.
#include "api/bench.h"
#include "api/ladder.h"
#include "api/latency_file.h"
#include "api/replay.h"

#include <array>

#include "apps/bench_table.h"
#include "apps/command.h"
#include "apps/device_options.h"
#include "apps/flags.h"
#include "apps/progress_bar.h"

namespace llada {
namespace {

using namespace std::string_view_literals;

constexpr std::array kFormats{
    std::pair{"md"sv, BenchFormat::kMarkdown}, std::pair{"csv"sv, BenchFormat::kCsv},
    std::pair{"json"sv, BenchFormat::kJson}, std::pair{"jsonl"sv, BenchFormat::kJsonl}};

constexpr int kMaxRows = 1 << 16;
constexpr int kMaxRepetitions = 10000;
constexpr int kMaxLimit = 1 << 30;

struct BenchFlags {
  ModelFlags model;
  OutputFlags output;
  BenchOptions options;
  BenchFormat format = BenchFormat::kMarkdown;
  bool ladder = false;
  std::string task;
  std::string latency;
  int limit = 0;  // 0: all
  int max_tokens = 128;
};

Status read_rows(const std::string& text, std::vector<int>& rows) {
  rows.clear();
  for (const std::string& part : CLI::detail::split(text, ',')) {
    auto number = parse_number<int>(part, 1, kMaxRows);
    if (!number) return fail_at("--rows", std::move(number).error());
    rows.push_back(*number);
  }
  return {};
}

Status known_type(std::string_view name) {
  if (tensor_type_from_name(name)) return {};
  return fail(ErrorCode::kUsage,
              "--type: '{}' is no tensor type; some are f32, f16, q8_0, q4_0, q4_k", name);
}

void add_flags(CLI::App& app, BenchFlags& flags) {
  add_path_flags(app, flags.model.path, ModelPath::kOptional);
  add_checked(app, "--rows", "Rows of a pass, between commas (1,16,32,64,128,256)",
              [&flags](const std::string& text) { return read_rows(text, flags.options.rows); })
      ->type_name("N,N,...");
  CLI::Option* shape =
      add_text(app, "--shape", flags.options.shape,
               "Random weights of a shape instead of a file: llada-8b, dream-7b, llada-mini")
          ->type_name("NAME");
  add_name(app, "--type", flags.options.type, "Type of the random weights (q4_0)", known_type)
      ->type_name("TYPE")
      ->needs(shape);
  add_number<int>(app, "-r,--repetitions", flags.options.repetitions, 1, kMaxRepetitions,
                  "Passes timed of each size (5)");
  add_switch(app, "--ops", flags.options.ops,
             "Also time each op of a step by itself, at each number of rows");
  CLI::Option* ladder = add_switch(
      app, "--ladder", flags.ladder, "Answer --task with one technique more at a time, and time each; with --shape, replay decisions");
  add_text(app, "--task", flags.task, "Questions for the ladder, as of llada eval")->type_name("FILE")->needs(ladder);
  add_number<int>(app, "--limit", flags.limit, 1, kMaxLimit, "Only the first questions (all)")->needs(ladder);
  add_number<int>(app, "-n,--max-tokens", flags.max_tokens, 1, kMaxRows, "Masks behind each prompt (128)")->needs(ladder);
  add_text(app, "--latency", flags.latency, "Latency table for the ladder, as llada profile writes")
      ->type_name("FILE")
      ->needs(ladder);
  add_word(app, "-o,--output", flags.format, kFormats, "Format of the figures (md)");
  add_compute_flags(app, flags.model);
  add_device_flags(app, flags.model);
}

Result<std::filesystem::path> bench_path(const BenchFlags& flags) {
  const bool has_path = !flags.model.path.positional.empty() || !flags.model.path.option.empty();
  if (flags.options.shape.empty()) return model_path(flags.model.path);
  if (!has_path) return std::filesystem::path();
  return fail(ErrorCode::kUsage, "both a model and --shape {} given; give one",
              flags.options.shape);
}

Status ladder_command(const BenchFlags& flags, Console& console) {
  const Interrupt interrupt;
  LadderOptions options{flags.max_tokens, flags.model.device, {}};
  if (!flags.latency.empty()) {
    LLADA_TRY(profile, read_latency_file(flags.latency));
    options.latency = profile.table;
  }
  LLADA_TRY(items, read_task(flags.task));
  if (flags.limit > 0) items.resize(std::min(items.size(), static_cast<std::size_t>(flags.limit)));
  LLADA_TRY(path, model_path(flags.model.path));
  LLADA_TRY(model, load_model(flags.model, console, interrupt));
  ProgressBar bar(console, ProgressUnit::kQuestions);
  const auto on_item = [&](int index, const TaskItem&, const EvalItemResult&) {
    bar.update("ladder", static_cast<std::uint64_t>(index) + 1, items.size());
  };
  LLADA_TRY(report, run_ladder(*model, path.filename().string(), items, options, on_item, &interrupt.flag()));
  if (flags.output.json) {
    console.print_json(ladder_json(report));
  } else {
    console.print(ladder_text(report));
  }
  return {};
}

// Decisions recorded from llada-mini-math, for weights that know no answer.
Status replay_command(const BenchFlags& flags, Console& console) {
  const Interrupt interrupt;
  LLADA_TRY(traces, shipped_traces());
  ModelOptions model = model_options(flags.model, interrupt.flag());
  ProgressBar bar(console, ProgressUnit::kBytes);
  model.progress = bar.callback();
  model.note = bar.note_callback();
  LLADA_TRY(report, replay_ladder(model, traces, {flags.options.shape, flags.options.type}, &interrupt.flag()));
  console.print(flags.output.json ? write_json(replay_json(report)) + "\n" : replay_text(report));
  return {};
}

Status bench_command(const BenchFlags& flags, Console& console) {
  if (flags.ladder && !flags.options.shape.empty()) return replay_command(flags, console);
  if (flags.ladder && flags.task.empty())
    return fail(ErrorCode::kUsage, "--ladder needs questions to answer; give --task FILE, or --shape to replay decisions");
  if (flags.ladder) return ladder_command(flags, console);
  const Interrupt interrupt;
  LLADA_TRY(path, bench_path(flags));
  ModelOptions model = model_options(flags.model, interrupt.flag());
  ProgressBar bar(console, ProgressUnit::kBytes);
  model.progress = bar.callback();
  model.note = bar.note_callback();
  LLADA_TRY(report, bench(path, model, flags.options, &interrupt.flag()));
  console.print(bench_text(report, flags.output.json ? BenchFormat::kJson : flags.format));
  return {};
}

}  // namespace

void add_bench(CommandLine& line) {
  add_command<BenchFlags>(
      line, "bench", "Time forward passes by their number of rows, against the machine's limits",
      "Examples:\n"
      "  llada bench model.gguf --rows 1,32,256 --threads 4\n"
      "  llada bench --shape llada-8b --type q4_0 --output csv\n"
      "  llada bench --shape llada-8b --rows 64 --ops\n"
      "  llada bench --shape llada-8b --window 2GiB --pack-cache ~/.cache/llada\n"
      "  llada bench --ladder --task models/eval/test_fresh.jsonl --limit 50 --device host",
      add_flags, bench_command);
}

}  // namespace llada
