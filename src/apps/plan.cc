// llada plan: what fits a device's window, and what a step costs there.
#include "api/residency_report.h"
#include "apps/command.h"
#include "apps/device_options.h"
#include "apps/flags.h"

namespace llada {
namespace {

constexpr int kMaxRows = 4096;
constexpr int kMaxSlots = 16;

struct PlanFlags {
  PathFlags path;
  OutputFlags output;
  ResidencyReportOptions options;
  std::string device = "virtual:sm8750";
  std::string shape;
  std::string type = "q4_0";
  int rows = 32;
  int positions = 203;
};

Status known_device(std::string_view name) {
  if (virtual_profile(name)) return {};
  return fail(ErrorCode::kUsage,
              "--device: '{}' is unknown; allowed: virtual:PROFILE, such as virtual:sm8750", name);
}

void add_flags(CLI::App& app, PlanFlags& flags) {
  add_path_flags(app, flags.path, ModelPath::kOptional);
  add_text(app, "--shape", flags.shape, "A shape instead of a file: llada-8b, dream-7b")
      ->type_name("NAME");
  add_type_flag(app, flags.type, "Type of the shape's weights (q4_0)");
  add_name(app, "--device", flags.device, "virtual:PROFILE (virtual:sm8750)", known_device);
  add_calibration_flag(app, flags.options.calibration);
  add_window_flag(app, flags.options.window_bytes);
  add_number<int>(app, "--slots", flags.options.streaming_slots, 1, kMaxSlots,
                  "Streaming slots of the planned policy (2)");
  add_number<int>(app, "--rows", flags.rows, 1, kMaxRows, "Rows of a step (32)");
  add_number<int>(app, "--positions", flags.positions, 1, kMaxRows,
                  "Positions of the canvas (203)");
}

Result<Network> network_of(const PlanFlags& flags) {
  const bool has_path = !flags.path.positional.empty() || !flags.path.option.empty();
  if (!flags.shape.empty() && has_path) {
    return fail(ErrorCode::kUsage, "both a model and --shape {} given; give one", flags.shape);
  }
  if (!flags.shape.empty())
    return network_of_shape(flags.shape, *tensor_type_from_name(flags.type));
  LLADA_TRY(path, model_path(flags.path));
  return network_of_model(path);
}

Status plan_command(const PlanFlags& flags, Console& console) {
  LLADA_TRY(profile, load_profile(*virtual_profile(flags.device)));
  LLADA_TRY(network, network_of(flags));
  ResidencyReportOptions options = flags.options;
  options.step = {flags.rows, flags.positions, flags.rows};
  LLADA_TRY(report, report_residency(profile, network, options));
  if (flags.output.json) {
    console.print_json(residency_json(report));
  } else {
    console.print(residency_text(report));
  }
  return {};
}

}  // namespace

void add_plan(CommandLine& line) {
  add_command<PlanFlags>(line, "plan", "Show what of a model fits an NPU's window",
                         "Examples:\n"
                         "  llada plan --shape llada-8b --device virtual:sm8750 --window 2GiB\n"
                         "  llada plan model.gguf --json",
                         add_flags, plan_command);
}

}  // namespace llada
