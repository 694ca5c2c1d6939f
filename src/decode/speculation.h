// Multi-block speculation: rows that the current block leaves idle draft positions of later blocks.
// Drafts are hidden (the canvas shows the mask) and isolated (no other row sees their K and V), so
// by themselves they change nothing.
#pragma once

#include "decode/decoder.h"

namespace llada {

// Positions of later blocks to draft in a step whose other rows number `rows`, nearest first. Rows
// that the step computes anyway need no lane: `computed` holds those.
[[nodiscard]] std::vector<Position> positions_to_draft(const DecodeState& state,
                                                       const DecodeConfig& config, int rows,
                                                       PositionRange computed);

// Takes in what the step proposed for a position of a later block.
Status note_draft(DecodeState& state, Position pos, TokenId token, double probability);

// The current block is about to be entered: commits the drafts that may be (kHistory), in ascending
// position, and masks the others again.
Status settle_drafts(MergeOutcome& outcome, const DecodeConfig& config);

// After the commits of an entry pass: commits what a draft said and the pass says again (kConfirm),
// beyond what the commit rule grants a step. `state` is the one that was planned.
Status confirm_drafts(MergeOutcome& outcome, const DecodeState& state, const DecodeConfig& config,
                      const StepPlan& plan, const StepResult& result);

}  // namespace llada
