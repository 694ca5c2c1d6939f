// llada profile: measures what a step costs by its number of rows, for the planner.
#include <fstream>

#include "api/latency_file.h"
#include "apps/command.h"
#include "apps/destination.h"
#include "apps/flags.h"
#include "apps/progress_bar.h"

namespace llada {
namespace {

using namespace std::string_view_literals;

enum class ProfileDevice { kHost };
constexpr std::array kDevices{std::pair{"host"sv, ProfileDevice::kHost}};
constexpr int kMaxRepetitions = 10000;

struct ProfileFlags {
  ModelFlags model;
  OutputFlags output;
  ProfileOptions options;
  ProfileDevice device = ProfileDevice::kHost;
  std::string destination;
};

void add_flags(CLI::App& app, ProfileFlags& flags) {
  add_path_flags(app, flags.model.path, ModelPath::kOptional);
  add_word(app, "--device", flags.device, kDevices, "What to measure (host)");
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

Status profile(const ProfileFlags& flags, Console& console) {
  const Interrupt interrupt;
  LLADA_TRY(path, model_path(flags.model.path));
  const ModelOptions model = model_options(flags.model, interrupt.flag());
  LLADA_TRY(measured, measure_latency(path, model, flags.options, &interrupt.flag()));
  const std::string text = latency_json(measured);
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
                            "Example:\n"
                            "  llada profile model.gguf --device host -o host.json\n"
                            "  llada run model.gguf --latency host.json -p \"2 + 2?\"",
                            add_flags, profile);
}

}  // namespace llada
