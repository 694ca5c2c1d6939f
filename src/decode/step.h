// What one denoising step computes (StepPlan) and what comes back (StepResult). Plain data, made
// and read by pure functions; the engine turns it into work for devices.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/ids.h"

namespace llada {

enum class RowRole : std::uint8_t {
  kKv,     // its K and V replace the cached ones of its position
  kProbe,  // sees every position but its own cached one, plus itself; its K and V are dropped
};

// Why a row is computed (decoding.md 5.2); the planner fills a step in this order.
enum class RowClass : std::uint8_t {
  kCurrent,      // a mask of the current block
  kUnstable,     // a committed token that may still change, and its probe
  kSpeculative,  // a position of a later block
  kRefresh,      // all else: text whose K and V are brought up to date
};
inline constexpr int kRowClasses = 4;

struct PlanRow {
  SequenceId sequence;
  Position position;
  TokenId token;  // input token: the mask where the canvas holds one
  RowRole role = RowRole::kKv;
  RowClass row_class = RowClass::kCurrent;
};

// Statistics wanted for `position`, read from the logits of dense row `source_row` (the row before
// it for models whose logits are shifted). With classifier-free guidance `unconditional_row` is the
// same position's row of the unconditional sequence (decoding.md 1.1: l = l_u + (s+1)(l_c - l_u)).
struct LogitRequest {
  Position position;
  int source_row = 0;
  std::optional<int> unconditional_row{};
  SequenceId branch{};  // 0: the sequence itself; else the speculative state that is asked
};

struct StepPlan {
  Step step;
  std::vector<PlanRow> dense;
  std::vector<PlanRow> side;
  // First the masks of the current block, ascending; then those of its branches, then drafts, then
  // probes of committed tokens.
  std::vector<LogitRequest> logits;
  std::vector<LogitRequest> side_logits;  // of `side`, likewise
  // Before the step: positions whose cached K and V are replaced by those of the side job that was
  // merged last, then sequences whose cache becomes a copy of sequence 0's.
  std::vector<Position> publish;
  std::vector<SequenceId> forks;
  std::optional<Step> side_due;  // issue of the side job that is merged with this step
};

// What the head says about one requested position. Probabilities are softmax in float64 over the
// whole vocabulary but for banned tokens; ties go to the lowest token id.
struct RowStats {
  Position position;
  TokenId top;  // most probable token of the plain distribution
  double top_probability = 0;
  TokenId second;  // runner-up
  double second_probability = 0;
  double entropy = 0;              // nats
  TokenId sampled;                 // token chosen under the sampling rule; greedy: top, or second
                                   // where top is the mask
  double sampled_probability = 0;  // its probability in the plain distribution, from which
                                   // SamplingRule::zero_confidence tokens are left out
};

struct StepResult {
  std::vector<RowStats> rows;  // one per StepPlan::logits entry, in the same order
  std::vector<RowStats> side;  // likewise, of the side job that StepPlan::side_due names
};

enum class EventKind : std::uint8_t { kReveal, kReplace, kRemask, kStable, kDone };

// probability: RowStats::sampled_probability of the committed token.
struct CanvasEvent {
  EventKind kind = EventKind::kReveal;
  Position position;
  TokenId token;
  double probability = 0;
};

}  // namespace llada
