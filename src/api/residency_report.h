// What a window holds of a model, and what a step costs under each policy. Figures are modelled.
#pragma once

#include "api/network.h"
#include "formats/json.h"
#include "npu/residency.h"
#include "npu/step_program.h"
#include "npu/virtual/profile.h"

namespace llada {

struct ResidencyReportOptions {
  std::string calibration{kDefaultCalibration};
  std::optional<std::uint64_t> window_bytes;
  int streaming_slots = 2;
  StepExtents step{32, 203, 32};  // a block of 32 in a canvas of 75 + 128
};

struct PolicyCost {
  ResidencyPolicy policy = ResidencyPolicy::kPlanned;
  Transfer transfer = Transfer::kStage;
  std::uint64_t loads = 0;  // a step, once the window is filled
  std::uint64_t bytes = 0;
  double seconds = 0;        // a step
  double exposed_share = 0;  // of it: the NPU waits
};

struct ResidencyReport {
  std::string device;
  std::string chip;
  std::string calibration;
  Network network;
  StepExtents step;
  std::uint64_t window_bytes = 0;
  std::uint64_t working_bytes = 0;  // of the window: activations and K/V cache
  ResidencyPlan plan;               // of the policy `planned`
  std::vector<PolicyCost> policies;
};

// Errors: as Phone::create().
Result<ResidencyReport> report_residency(const DeviceProfile& profile, const Network& network,
                                         const ResidencyReportOptions& options);

[[nodiscard]] Json residency_json(const ResidencyReport& report);
[[nodiscard]] std::string residency_text(const ResidencyReport& report);

}  // namespace llada
