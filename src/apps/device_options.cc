#include "apps/device_options.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "apps/build_info.h"
#include "apps/flags.h"
#include "formats/tensor_type.h"

namespace llada {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> profile_folders() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  return {(program / build_info::kInstalledProfileFolder).lexically_normal(),
          fs::path(build_info::kSourceProfileFolder)};
}

std::vector<fs::path> json_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".json") files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<fs::path> shipped_files(const char* subfolder) {
  for (const fs::path& folder : profile_folders()) {
    auto files = json_files(folder / subfolder);
    if (!files.empty()) return files;
  }
  return {};
}

}  // namespace

std::optional<std::string> virtual_profile(std::string_view device) {
  constexpr std::string_view kPrefix = "virtual:";
  if (!device.starts_with(kPrefix) || device.size() == kPrefix.size()) return std::nullopt;
  return std::string(device.substr(kPrefix.size()));
}

Result<DeviceProfile> load_profile(const std::string& name) {
  if (fs::path(name).extension() == ".json") return read_profile(name);
  std::vector<std::string> known;
  for (const fs::path& file : shipped_files("")) {
    if (file.stem() == name) return read_profile(file);
    known.push_back(file.stem().string());
  }
  return fail(ErrorCode::kUsage,
              "there is no device profile '{}'; known: {}; or give the path of a .json file", name,
              fmt::join(known, ", "));
}

Result<std::vector<DecodeTrace>> shipped_traces() {
  std::vector<DecodeTrace> traces;
  for (const fs::path& file : shipped_files("traces")) {
    LLADA_TRY(trace, read_trace(file));
    traces.push_back(std::move(trace));
  }
  return traces;
}

void add_calibration_flag(CLI::App& app, std::string& calibration) {
  add_text(app, "--calibration", calibration,
           "Speeds: reference, tuned, or another of the profile (reference)")
      ->type_name("NAME");
}

void add_window_flag(CLI::App& app, std::optional<std::uint64_t>& window_bytes) {
  add_size(app, "--window", window_bytes, "Memory the NPU can see, such as 2GiB (as the profile says)");
}

void add_type_flag(CLI::App& app, std::string& type, const char* what) {
  const auto check = [](std::string_view name) -> Status {
    if (tensor_type_from_name(name)) return {};
    return fail(ErrorCode::kUsage, "--type: '{}' is no tensor type; some are f16, q8_0, q4_0, q4_k",
                name);
  };
  add_name(app, "--type", type, what, check)->type_name("TYPE");
}

}  // namespace llada
