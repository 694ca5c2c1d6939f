// Flags that name a modelled device, and the files that ship with the program for it.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "api/decode_trace.h"
#include "npu/virtual/profile.h"

namespace llada {

// "sm8750" of "virtual:sm8750"; nullopt for a device that is not virtual.
[[nodiscard]] std::optional<std::string> virtual_profile(std::string_view device);

// "sm8750", or the path of a profile file, which ends in .json. Errors: kUsage listing the
// profiles there are; as read_profile().
Result<DeviceProfile> load_profile(const std::string& name);

// The traces that ship with the program. Errors: as read_trace().
Result<std::vector<DecodeTrace>> shipped_traces();

void add_calibration_flag(CLI::App& app, std::string& calibration);
void add_window_flag(CLI::App& app, std::optional<std::uint64_t>& window_bytes);
void add_type_flag(CLI::App& app, std::string& type, const char* what);

}  // namespace llada
