// llada profile: measures what a step costs by its number of rows, for the planner.
#include <fstream>

#include "api/hexagon.h"
#include "api/latency_file.h"
#include "api/phone_latency.h"
#include "apps/command.h"
#include "apps/destination.h"
#include "apps/device_options.h"
#include "apps/flags.h"
#include "apps/progress_bar.h"

namespace llada {
namespace {

constexpr std::string_view kHost = "host";
constexpr int kMaxRepetitions = 10000;

struct ProfileFlags {
  ModelFlags model;
  OutputFlags output;
  ProfileOptions options;
  std::string device{kHost};
  std::string calibration{kDefaultCalibration};
  std::string shape = "llada-8b";
  std::string type = "q4_0";
  std::string destination;
};

Status known_device(std::string_view name) {
  if (name == kHost || is_hexagon(name) || virtual_profile(name)) return {};
  return fail(ErrorCode::kUsage,
              "--device: '{}' is unknown; allowed: host, hexagon:emulated, virtual:PROFILE such as virtual:sm8750",
              name);
}

void add_flags(CLI::App& app, ProfileFlags& flags) {
  add_path_flags(app, flags.model.path, ModelPath::kOptional);
  add_name(app, "--device", flags.device, "host, hexagon:emulated, or virtual:PROFILE for a modelled phone (host)",
           known_device);
  add_calibration_flag(app, flags.calibration);
  add_text(app, "--shape", flags.shape, "Shape of the model on a modelled phone (llada-8b)")
      ->type_name("NAME");
  add_type_flag(app, flags.type, "Type of its weights (q4_0)");
  add_text(app, "-o,--output", flags.destination, "File to write; standard output if absent")
      ->type_name("FILE");
  add_number<int>(app, "-r,--repetitions", flags.options.repetitions, 1, kMaxRepetitions,
                  "Steps timed of each size (5)");
  add_number<int>(app, "--side-threads", flags.options.side_threads, 1, 256,
                  "Threads of the side path (1)");
  add_compute_flags(app, flags.model);
}

Status write_text(const std::string& path, const std::string& text) {
  LLADA_CHECK(check_destination(path));
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (file) return {};
  return fail(ErrorCode::kIo, "{}: cannot be written; check the folder and its free space", path);
}

Result<LatencyProfile> latency_of(const ProfileFlags& flags) {
  if (const auto phone = virtual_profile(flags.device)) {
    LLADA_TRY(device, load_profile(*phone));
    LLADA_TRY(network, network_of_shape(flags.shape, *tensor_type_from_name(flags.type)));
    return model_latency(device, network, flags.calibration);
  }
  const Interrupt interrupt;
  LLADA_TRY(path, model_path(flags.model.path));
  ModelOptions model = model_options(flags.model, interrupt.flag());
  if (is_hexagon(flags.device)) model.device.name = flags.device;
  return measure_latency(path, model, flags.options, &interrupt.flag());
}

Status profile(const ProfileFlags& flags, Console& console) {
  LLADA_TRY(latency, latency_of(flags));
  const std::string text = latency_json(latency);
  if (flags.destination.empty()) {
    console.print(text);
    return {};
  }
  LLADA_CHECK(write_text(flags.destination, text));
  console.note(fmt::format("llada: wrote {}", flags.destination));
  return {};
}

}  // namespace

void add_profile(CommandLine& line) {
  add_command<ProfileFlags>(line, "profile", "Measure what steps cost, for --latency",
                            "Examples:\n"
                            "  llada profile model.gguf --device host -o host.json\n"
                            "  llada profile --device virtual:sm8750 --calibration tuned\n"
                            "  llada run model.gguf --latency host.json -p \"2 + 2?\"",
                            add_flags, profile);
}

}  // namespace llada
