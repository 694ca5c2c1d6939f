// A network on a virtual phone: its residency plan, its step program, and the time of steps there.
// Every figure is modelled.
#pragma once

#include <memory>
#include <optional>

#include "api/network.h"
#include "npu/step_program.h"
#include "npu/virtual/virtual_device.h"

namespace llada {

struct PhoneOptions {
  std::string calibration{kDefaultCalibration};
  ResidencyPolicy policy = ResidencyPolicy::kPlanned;
  Transfer transfer = Transfer::kStage;
  int streaming_slots = 2;
  std::optional<std::uint64_t> window_bytes;  // instead of the profile's
  StepExtents largest;                        // of any step
  bool record_timeline = false;
};

// What a phone did since its window was filled.
struct PhoneTotals {
  Nanoseconds time{0};
  Nanoseconds npu{0};      // busy
  Nanoseconds staging{0};  // busy, copies and maps
  Nanoseconds cpu{0};      // busy
};

class Phone {
 public:
  // Fills the window. Errors: kUsage (calibration, extents), kOutOfMemory (a window too small).
  static Result<std::unique_ptr<Phone>> create(const DeviceProfile& profile, const Network& network,
                                               const PhoneOptions& options);

  // A dense step on the NPU, in as many passes as it has rows for the widest program, with
  // `side_rows` on the CPU; those are merged one step later (docs/design/revision.md, delay 1), so
  // a step waits for the side rows of the one before.
  Status npu_step(const StepExtents& extents, int side_rows);
  // A step computed by the CPU alone.
  Status cpu_step(const StepExtents& extents);

  [[nodiscard]] PhoneTotals totals() const;
  [[nodiscard]] const ResidencyPlan& plan() const { return plan_; }
  [[nodiscard]] std::uint64_t working_bytes() const { return working_bytes_; }
  [[nodiscard]] std::uint64_t window_bytes() const { return device_->capabilities().window_bytes; }
  // What ran since the window was filled, which is time 0. Empty unless it was to be recorded.
  [[nodiscard]] Timeline timeline() const;

 private:
  Phone(const Network& network) : network_(network) {}
  Status run_passes(const StepExtents& extents);
  Status open(const DeviceProfile& profile, const PhoneOptions& options);
  [[nodiscard]] CpuWork cpu_work(const char* name, const StepExtents& extents) const;
  [[nodiscard]] PhoneTotals counters() const;

  Network network_;
  std::unique_ptr<VirtualDevice> device_;
  ResidencyPlan plan_;
  std::unique_ptr<StepProgram> program_;
  StepExtents largest_;  // of one pass
  std::uint64_t working_bytes_ = 0;
  std::optional<Fence> side_;  // side rows of the step before
  PhoneTotals start_;
};

}  // namespace llada
