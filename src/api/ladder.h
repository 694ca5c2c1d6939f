// The techniques one after the other on one device: what each gains, or costs, in real time.
#pragma once

#include "api/evaluate.h"

namespace llada {

struct LadderOptions {
  int max_tokens = 128;
  DeviceOptions device;
  LatencyTable latency;  // for drafts and side rows; empty: the decoder's own
};

struct MeasuredRung {
  std::string name;
  ResidencyPolicy residency = ResidencyPolicy::kPlanned;
  EvalReport report;
};

struct LadderReport {
  std::string model;
  std::string kernel;
  std::string device;  // "cpu", "host:KERNEL"
  int threads = 0;
  std::uint64_t window_bytes = 0;  // 0: no limit
  std::vector<MeasuredRung> rungs;
};

// Answers all of `items` on every rung: the presets reference and prefix, then frontier commits, speculation
// and revision, each added to what is before it (revision also on the side path). Where the device has a
// window, prefix is run with each residency policy. The model is left on the CPU. Errors: as
// Model::use_device() and evaluate().
Result<LadderReport> run_ladder(Model& model, std::string_view name, std::span<const TaskItem> items,
                                const LadderOptions& options, const EvalCallback& on_item = {},
                                const CancelFlag* cancel = nullptr);

[[nodiscard]] Json ladder_json(const LadderReport& report);
[[nodiscard]] std::string ladder_text(const LadderReport& report);

}  // namespace llada
