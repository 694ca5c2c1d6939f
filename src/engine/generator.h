// Runs one request from canvas to text tokens: asks the decoder what to compute, computes it, hands the
// result back, until the decoder is done. The one owner of the loop.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/cancel.h"
#include "decode/decoder.h"
#include "engine/side_path.h"
#include "model/forward.h"

namespace llada {

struct GenerationCounts {
  int steps = 0;           // denoising steps (plans merged)
  int forward_passes = 0;  // passes through the model (a guided step counts two)
  std::uint64_t rows = 0;  // rows computed in all
  int side_stalls = 0;     // steps that waited for the side path, and how long in all
  double side_stall_seconds = 0;
};

struct Generation {
  DecodeState state;
  GenerationCounts counts;
  double seconds = 0;  // wall clock
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
      : weights_(weights), kernels_(kernels), pool_(pool) {}

  // Errors: kUsage (the configuration), kOutOfMemory, kCancelled (between two steps), kInternal.
  Result<Generation> run(const DecodeConfig& config, Canvas canvas, const StepObserver& observer = {},
                         const CancelFlag* cancel = nullptr);

  // One pass over `tokens`; row(pos, logits) is called for every position in order.
  Status logits(std::span<const TokenId> tokens, const std::function<void(int pos, std::span<const float>)>& row);

  // For tests: called before each job of the side path, on its thread.
  void set_side_hook(SideHook hook) { side_hook_ = std::move(hook); }

 private:
  Status reserve_caches(int positions, int sequences);
  Status reserve_pass(int rows, int positions);
  Status reserve_side_path(const DecodeConfig& config, int positions);
  Status prepare_caches(const StepPlan& plan);
  Result<StepResult> compute(const StepPlan& plan, const SamplingRule& rule);
  Result<StepResult> read_head(const StepPlan& plan, const SamplingRule& rule);
  Result<StepResult> read_logits(const StepPlan& plan, const SamplingRule& rule);

  const Weights& weights_;
  const KernelSet& kernels_;
  ThreadPool& pool_;
  std::unique_ptr<ForwardPass> pass_;
  int pass_rows_ = 0;
  int pass_positions_ = 0;
  std::vector<KvCache> caches_;
  SideHook side_hook_;
  std::unique_ptr<SidePath> side_;
};

}  // namespace llada
