// llada simulate: the ladder of techniques on a modelled phone.
#include "api/simulate.h"

#include "apps/command.h"
#include "apps/device_options.h"
#include "apps/flags.h"
#include "formats/output_file.h"

namespace llada {
namespace {

struct SimulateFlags {
  OutputFlags output;
  SimulateOptions options;
  std::string profile = "sm8750";
  std::string model = "llada-8b";
  std::string type = "q4_0";
  std::vector<std::string> replay;
  std::string timeline;
  int rung = ladder_rungs();
};

constexpr int kMaxTokens = 4096;

void add_flags(CLI::App& app, SimulateFlags& flags) {
  add_text(app, "--profile", flags.profile, "sm8650, sm8750, sm8850 or a .json file (sm8750)")
      ->type_name("NAME");
  add_calibration_flag(app, flags.options.calibration);
  add_text(app, "--model", flags.model, "Shape of the model: llada-8b, dream-7b (llada-8b)")
      ->type_name("NAME");
  add_type_flag(app, flags.type, "Type of its weights (q4_0)");
  add_number<int>(app, "--prompt", flags.options.prompt_tokens, 1, kMaxTokens,
                  "Tokens of the prompt (75)");
  add_number<int>(app, "--tokens", flags.options.tokens, 1, kMaxTokens,
                  "Tokens of the answer (128)");
  add_window_flag(app, flags.options.window_bytes);
  app.add_option("--replay", flags.replay,
                 "Trace written by llada eval --record, instead of the shipped one of its stage; "
                 "may be repeated")
      ->type_name("FILE");
  CLI::Option* timeline =
      add_text(app, "--trace", flags.timeline,
               "Write what each unit does in the first request of a rung, for Perfetto or "
               "chrome://tracing")
          ->type_name("FILE");
  add_number<int>(app, "--rung", flags.rung, 1, ladder_rungs(), "Rung of --trace (the last)")
      ->needs(timeline);
}

Status write_timeline(const SimulateFlags& flags, const DeviceProfile& profile,
                      const Network& network, std::span<const DecodeTrace> traces) {
  LLADA_TRY(timeline, rung_timeline(profile, network, traces, flags.options, flags.rung));
  const std::string title = fmt::format("{} on virtual:{}, {}: {}", network.name, profile.name,
                                        flags.options.calibration, timeline.name);
  LLADA_TRY(file, OutputFile::create(flags.timeline));
  const std::string text = write_json(trace_events(timeline.events, title, "modelled")) + "\n";
  LLADA_CHECK(file.write(std::as_bytes(std::span(text))));
  return file.publish();
}

Result<std::vector<DecodeTrace>> traces_of(const SimulateFlags& flags) {
  LLADA_TRY(traces, shipped_traces());
  for (const std::string& file : flags.replay) {
    LLADA_TRY(trace, read_trace(file));
    traces.push_back(std::move(trace));
  }
  return traces;
}

Status simulate_command(const SimulateFlags& flags, Console& console) {
  LLADA_TRY(profile, load_profile(flags.profile));
  LLADA_TRY(network, network_of_shape(flags.model, *tensor_type_from_name(flags.type)));
  LLADA_TRY(traces, traces_of(flags));
  LLADA_TRY(report, simulate(profile, network, traces, flags.options));
  if (!flags.timeline.empty()) LLADA_CHECK(write_timeline(flags, profile, network, traces));
  if (flags.output.json) {
    console.print_json(simulation_json(report));
  } else {
    console.print(simulation_text(report));
  }
  return {};
}

}  // namespace

void add_simulate(CommandLine& line) {
  add_command<SimulateFlags>(
      line, "simulate", "Model each technique's gain on a phone's NPU",
      "Examples:\n"
      "  llada simulate --profile sm8750 --calibration tuned\n"
      "  llada eval --task models/eval/test_fresh.jsonl --record my.json --record-as staged\n"
      "  llada simulate --replay my.json --json\n"
      "  llada simulate --trace timeline.json",
      add_flags, simulate_command);
}

}  // namespace llada
