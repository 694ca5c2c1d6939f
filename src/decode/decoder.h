// The decoders: pure functions over a value. plan() says what the next step computes; merge() takes
// what came back and returns the next state and its events. No device, file, clock or thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "decode/canvas.h"
#include "decode/latency_table.h"
#include "decode/records.h"
#include "decode/step.h"
#include "decode/technique_config.h"

namespace llada {

enum class CacheMode : std::uint8_t {
  kNone,    // every row of the canvas, every step
  kPrefix,  // entry pass per block, then block and suffix rows (Fast-dLLM v1 prefix cache)
  kDual,    // entry pass per block, then block rows only (Fast-dLLM v1 dual cache)
};

// What the dual cache computes anew. Idle lanes refresh the oldest of the rest.
enum class Refresh : std::uint8_t {
  kBlock,    // the canvas at block entry, then the block (Fast-dLLM)
  kEntry,    // the canvas at block entry, then masks and what was computed from another token
  kChanges,  // the canvas once, then masks and what was computed from another token
};

enum class CommitRule : std::uint8_t {
  kQuota,      // fixed count per step from a schedule of `steps` (LLaDA generate.py)
  kThreshold,  // every masked position with p >= threshold, the best one always (Fast-dLLM)
  kFactor,     // largest n with (n+1)(1 - c_n) < factor, the best one always (Fast-dLLM's paper)
  kFrontier,   // p >= threshold while contiguous with the committed frontier, p >= far_threshold
               // beyond; the best one where that would be none
  kStaged,     // as kThreshold; stable at once, so never probed, with p >= far_threshold
  kDream,      // Dream's timestep schedule over the whole canvas, order from `dream_order`
};

enum class Remasking : std::uint8_t { kLowConfidence, kRandom };
enum class DreamOrder : std::uint8_t { kOrigin, kMaskgitPlus, kTopkMargin, kEntropy };

struct DecodeConfig {
  CacheMode cache = CacheMode::kNone;
  Refresh refresh = Refresh::kBlock;
  int refresh_interval = 0;  // every so many steps the canvas (dKV-Cache), see computes_canvas; 0: never between
  CommitRule commit = CommitRule::kQuota;
  Remasking remasking = Remasking::kLowConfidence;
  int block = 32;
  int steps = 0;  // kQuota, kDream: steps over the whole generation; 0: one per token
  double threshold = 0.9;
  double far_threshold = 0.999;
  double factor = 1.0;
  double temperature = 0;  // Gumbel temperature (LLaDA) or softmax temperature (Dream)
  double top_p = 1;        // Dream only
  int top_k = 0;           // Dream only; 0: off
  DreamOrder dream_order = DreamOrder::kEntropy;
  double dream_order_temperature = 0;  // alg_temp
  double dream_epsilon = 1e-3;
  double cfg_scale = 0;  // classifier-free guidance; 0: off
  std::uint64_t seed = 0;
  bool lenient = false;             // see without_refused()
  bool shift_logits = false;        // logits row i-1 predicts position i
  bool stop_at_eos = true;          // end after the block that completes text up to an end token
  std::vector<TokenId> end_tokens;  // EOS, EoT
  std::vector<TokenId> zero_confidence;  // eos_conf_zero / eot: committed last (correct version)
  std::vector<TokenId> banned;           // logits set to -inf: never chosen
  SpeculationConfig speculate;
  RevisionConfig revise;
  LatencyTable latency;  // empty: unknown; then lookahead and placement know no spare lanes
};

inline constexpr TokenId kNoToken{-1};

// How the head is to choose tokens in a step (a part of the config it needs, nothing more).
struct SamplingRule {
  enum class Kind : std::uint8_t { kGreedy, kGumbel, kDream } kind = Kind::kGreedy;
  double temperature = 0;
  double top_p = 1;
  int top_k = 0;
  double cfg_scale = 0;
  std::uint64_t seed = 0;
  std::vector<TokenId> banned;           // logit -inf: neither chosen nor part of any probability
  std::vector<TokenId> zero_confidence;  // left out of `sampled_probability`'s softmax, 0 if chosen
  TokenId mask = kNoToken;               // never chosen, yet keeps its share of the softmax
};

// One request being decoded: the canvas and where the schedule stands. A value: copy it to branch.
// When done, no masked position is left, or (stop_at_eos) an end token is committed with nothing
// masked before it: what follows it, tokens and masks, is no part of the answer (see answer.h).
struct DecodeState {
  Canvas canvas;
  Step step{};          // number of the next step = forwards so far
  int block_index = 0;  // current block
  int block_step = 0;   // steps done in it
  int timestep = 0;  // kDream: index of the next timestep; those that commit nothing cost no step
  bool done = false;
  std::vector<PositionRecord> records{};  // one per position of the canvas
  std::vector<SideJob> side_jobs{};       // under way, in order of issue
  std::vector<Position> publish{};        // what the last one merged puts into the cache
  DecodeMetrics metrics{};
};

struct MergeOutcome {
  DecodeState state;
  std::vector<CanvasEvent> events{};
};

// The named modes: a commit rule and a cache mode that go together, all else at its default. They
// say nothing about the model (shift_logits, end_tokens). Error: kUsage listing the known names.
Result<DecodeConfig> decoder_by_name(std::string_view name);
[[nodiscard]] std::vector<std::string_view> decoder_names();

// Whole configurations, by what they are for: "reference" (exact-ref), "balanced" (the fewest rows within a
// point of the reference on the models here, docs/design/decoders.md), "prefix" (the reference over the prefix
// cache: the baseline of the literature), "fast" (the fewest passes where rows cost nothing,
// docs/design/speculation.md), "phone" (the staged decoder of the ladders). Errors: as decoder_by_name.
Result<DecodeConfig> preset_by_name(std::string_view name);
[[nodiscard]] std::vector<std::string_view> preset_names();

// Of a lenient configuration, what its model and its other settings allow: shifted logits, guidance and the dream rule
// have no probes, and without them, or without the dual cache, no sparse refresh (decoders.md). Others as they are.
[[nodiscard]] DecodeConfig without_refused(DecodeConfig config);

// Errors: kUsage naming the value and its bounds (block >= 1, thresholds in (0, 1], ...).
Status validate(const DecodeConfig& config);

// Errors: those of validate(); kUsage when there is nothing to fill.
Result<DecodeState> start(const DecodeConfig& config, Canvas canvas);
// `mask` is the canvas's mask token. Without it a head may choose the mask, and merge() then takes
// the most probable other token: the same when greedy, without noise when not.
[[nodiscard]] SamplingRule sampling_rule(const DecodeConfig& config, TokenId mask = kNoToken);
// Rows: the sequence itself first, what its cache mode asks for in ascending position, then what the
// techniques add; then the unconditional sequence (guidance: SequenceId 1, prompt replaced by masks)
// or the branches (SequenceId 1 and up). Empty when done.
[[nodiscard]] StepPlan plan(const DecodeState& state, const DecodeConfig& config);
// Events: commits in ascending position, then those of branches, revisions and promoted drafts, then
// kDone (of no position). Errors: kInternal when `plan` is not
// that of `state` or `result` does not answer it; kFormat when a probability is not a number, which
// damaged weights bring about.
Result<MergeOutcome> merge(const DecodeState& state, const DecodeConfig& config,
                           const StepPlan& plan, const StepResult& result);

}  // namespace llada
