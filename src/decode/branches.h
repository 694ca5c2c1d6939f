// Branches: speculative states of the current block, computed in spare lanes as sequences of their
// own. Branch k fills in what the last step thought of the next k * branch_tokens masks. It counts
// only when the commit rule, asked about the state before, commits every token it assumed; then
// the step may commit by its logits too. So no token is committed that the rule did not accept in
// the presence of accepted tokens alone.
#pragma once

#include "decode/decoder.h"

namespace llada {

struct BranchToken {
  Position position;
  TokenId token;
};
using Branch = std::vector<BranchToken>;  // ascending; holds the tokens of the branch before it

// The branches to compute in a step, each costing `rows` more; shortest first.
[[nodiscard]] std::vector<Branch> branches_of(const DecodeState& state, const DecodeConfig& config,
                                              int planned_rows, int rows);

// Commits by the branches that hold, after the step's own commits, and notes what is thought of the
// masks that remain. `state` is the one that was planned.
Status follow_branches(MergeOutcome& outcome, const DecodeState& state, const DecodeConfig& config,
                       const StepPlan& plan, const StepResult& result);

}  // namespace llada
