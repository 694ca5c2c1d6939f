// Runs one request from canvas to text tokens: asks the decoder what to compute, computes it, hands the
// result back, until the decoder is done. The one owner of the loop.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/cancel.h"
#include "decode/decoder.h"
#include "engine/cpu_dense_path.h"
#include "engine/device_dense_path.h"
#include "engine/side_path.h"

namespace llada {

struct GenerationCounts {
  int steps = 0;           // denoising steps (plans merged)
  int forward_passes = 0;  // passes through the model (a guided step counts two)
  std::uint64_t rows = 0;  // rows computed in all
  int side_stalls = 0;     // steps that waited for the side path, and how long in all
  double side_stall_seconds = 0;
  double side_busy_seconds = 0;
};

// What a generation had of its device; without one the name is empty.
struct DeviceUse {
  std::string name;
  DeviceCounters counters;
  std::string failure;  // why the answer was made on the CPU after all; empty: it was not
};

struct Generation {
  DecodeState state;
  GenerationCounts counts;
  double seconds = 0;  // wall clock
  DeviceUse device;
};

// Told after every step, on the caller's thread.
struct StepReport {
  const DecodeState& state;
  const StepPlan& plan;
  std::span<const CanvasEvent> events;
};
using StepObserver = std::function<void(const StepReport&)>;

class Generator {
 public:
  // `weights`, `kernels` and `pool` must outlive the generator.
  Generator(const Weights& weights, const KernelSet& kernels, ThreadPool& pool)
      : weights_(weights), kernels_(kernels), cpu_(weights, kernels, pool) {}

  // Dense rows are computed there from now on, as long as it works.
  void set_device(std::unique_ptr<DeviceDensePath> device) { device_ = std::move(device); }
  [[nodiscard]] DeviceDensePath* device() { return device_.get(); }

  // When the device fails, the canvas is denoised again from the start on the CPU, with the same tokens for
  // a device that computes as the CPU does; steps that were reported are not reported again, and the device
  // is left alone from then on. Errors: kUsage (the configuration), kOutOfMemory, kUnsupported (a device
  // with too small a window), kCancelled (between two steps), kInternal.
  Result<Generation> run(const DecodeConfig& config, Canvas canvas, const StepObserver& observer = {},
                         const CancelFlag* cancel = nullptr);

  // One pass over `tokens`; row(pos, logits) is called for every position in order.
  Status logits(std::span<const TokenId> tokens, const std::function<void(int pos, std::span<const float>)>& row);

  // For tests: called before each job of the side path, on its thread.
  void set_side_hook(SideHook hook) { side_hook_ = std::move(hook); }
  // Of the side path in the last run, on the device's clock.
  [[nodiscard]] const Timeline& side_timeline() const { return side_timeline_; }

 private:
  Result<Generation> decode(DensePath& dense, const DecodeConfig& config, Canvas canvas,
                            const StepObserver& observer, const CancelFlag* cancel);
  Result<Generation> decode_on_device(const DecodeConfig& config, const Canvas& canvas,
                                      const StepObserver& observer, const CancelFlag* cancel);
  Status reserve_side_path(const DecodeConfig& config, int positions);
  Status prepare_caches(DensePath& dense, const StepPlan& plan);
  Result<StepResult> compute(DensePath& dense, const StepPlan& plan, const SamplingRule& rule);
  static Result<StepResult> read_head(DensePath& dense, const StepPlan& plan, const SamplingRule& rule);
  Result<StepResult> read_logits(DensePath& dense, const StepPlan& plan, const SamplingRule& rule) const;

  const Weights& weights_;
  const KernelSet& kernels_;
  CpuDensePath cpu_;
  std::unique_ptr<DeviceDensePath> device_;
  SideHook side_hook_;
  std::unique_ptr<SidePath> side_;
  Timeline side_timeline_;
};

}  // namespace llada
