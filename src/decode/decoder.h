// The decoders: pure functions over a value. plan() says what the next step computes; merge() takes
// what came back and returns the next state with the events it made. No device, file, clock or thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "decode/canvas.h"
#include "decode/step.h"

namespace llada {

enum class CacheMode : std::uint8_t {
  kNone,    // every row of the canvas, every step
  kPrefix,  // entry pass per block, then block and suffix rows (Fast-dLLM v1 prefix cache)
  kDual,    // entry pass per block, then block rows only (Fast-dLLM v1 dual cache)
};

enum class CommitRule : std::uint8_t {
  kQuota,      // fixed count per step from a schedule of `steps` (LLaDA generate.py)
  kThreshold,  // every masked position with p >= threshold, the best one always (Fast-dLLM)
  kFactor,     // largest n with (n+1)(1 - c_n) < factor (Fast-dLLM)
  kFrontier,   // p >= threshold while contiguous with the committed frontier, p >= far_threshold beyond
  kDream,      // Dream's timestep schedule over the whole canvas, order from `dream_order`
};

enum class Remasking : std::uint8_t { kLowConfidence, kRandom };
enum class DreamOrder : std::uint8_t { kOrigin, kMaskgitPlus, kTopkMargin, kEntropy };

struct DecodeConfig {
  CacheMode cache = CacheMode::kNone;
  CommitRule commit = CommitRule::kQuota;
  Remasking remasking = Remasking::kLowConfidence;
  int block = 32;
  int steps = 0;                // denoising steps over the whole generation; 0: one per generated token
  double threshold = 0.9;
  double far_threshold = 0.999;
  double factor = 1.0;
  double temperature = 0;       // Gumbel temperature (LLaDA) or softmax temperature (Dream)
  double top_p = 1;             // Dream only
  int top_k = 0;                // Dream only; 0: off
  DreamOrder dream_order = DreamOrder::kEntropy;
  double dream_order_temperature = 0;  // alg_temp
  double dream_epsilon = 1e-3;
  double cfg_scale = 0;         // classifier-free guidance; 0: off
  std::uint64_t seed = 0;
  bool shift_logits = false;    // logits row i-1 predicts position i
  bool stop_at_eos = true;      // end after the block that completes text up to an end token
  std::vector<TokenId> end_tokens;       // EOS, EoT
  std::vector<TokenId> zero_confidence;  // eos_conf_zero / eot: committed last (correct version)
  std::vector<TokenId> banned;           // logits set to -inf: never chosen
};

// How the head is to choose tokens in a step (a part of the config it needs, nothing more).
struct SamplingRule {
  enum class Kind : std::uint8_t { kGreedy, kGumbel, kDream } kind = Kind::kGreedy;
  double temperature = 0;
  double top_p = 1;
  int top_k = 0;
  double cfg_scale = 0;
  std::uint64_t seed = 0;
  std::vector<TokenId> banned;
};

// One request being decoded: the canvas and where the schedule stands. A value: copy it to branch.
struct DecodeState {
  Canvas canvas;
  Step step;              // number of the next step
  int block_index = 0;    // current block
  int block_step = 0;     // steps done in it
  bool done = false;
};

struct MergeOutcome {
  DecodeState state;
  std::vector<CanvasEvent> events;
};

// The named modes of decoding.md 5.7: "exact-ref", "exact-threshold", "prefix", "dual", "frontier",
// "dream", ... Error: kUsage listing the known names.
Result<DecodeConfig> decoder_by_name(std::string_view name);
[[nodiscard]] std::vector<std::string_view> decoder_names();

// Errors: kUsage naming the value and its bounds (block >= 1, thresholds in (0, 1], ...).
Status validate(const DecodeConfig& config);

// Error: kUsage when there is nothing to fill.
Result<DecodeState> start(const DecodeConfig& config, Canvas canvas);
[[nodiscard]] SamplingRule sampling_rule(const DecodeConfig& config);
[[nodiscard]] StepPlan plan(const DecodeState& state, const DecodeConfig& config);
// Error: kInternal when `result` does not answer `plan`.
Result<MergeOutcome> merge(const DecodeState& state, const DecodeConfig& config, const StepPlan& plan,
                           const StepResult& result);

}  // namespace llada
