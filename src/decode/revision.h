// Progressive revision: committed tokens stay revisable until leave-one-out probes confirm them. A
// probe is a mask in the token's place that does not see the token's own K and V; models trained as
// LLaDA copy a visible token, so their row at it says nothing.
#pragma once

#include "decode/decoder.h"

namespace llada {

// Committed positions whose probe is due, those with the oldest K and V first. Positions that a side
// job works on are left out.
[[nodiscard]] std::vector<Position> unstable_positions(const DecodeState& state,
                                                       const DecodeConfig& config);

// Replaces, masks again and freezes by the probes of the step and of the side job that is due, after
// the step's commits. `state` is the one that was planned.
Status revise(MergeOutcome& outcome, const DecodeState& state, const DecodeConfig& config,
              const StepPlan& plan, const StepResult& result);

// Freezes what the blocks that are no longer revisable hold; all of them when the decoder is done.
Status close_blocks(MergeOutcome& outcome, const DecodeConfig& config);

}  // namespace llada
