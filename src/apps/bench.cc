// llada bench: time of a dense forward pass by its number of rows, and of its ops.
#include "api/bench.h"

#include <array>

#include "apps/bench_table.h"
#include "apps/command.h"
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

struct BenchFlags {
  ModelFlags model;
  OutputFlags output;
  BenchOptions options;
  BenchFormat format = BenchFormat::kMarkdown;
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

Status bench_command(const BenchFlags& flags, Console& console) {
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
      "  llada bench --shape llada-8b --rows 64 --ops",
      add_flags, bench_command);
}

}  // namespace llada
