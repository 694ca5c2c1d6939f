// From what the head says of rows to what a commit rule may choose from.
#pragma once

#include "decode/commit_rules.h"
#include "decode/decoder.h"

namespace llada {

struct Choice {
  TokenId token;
  double probability = 0;
};

// A mask is no text: where a head offers it, the most probable other token stands in.
[[nodiscard]] Choice choice_of(const RowStats& row, TokenId mask);

// The masks of the current block, as the sequence itself (0) or a branch sees them; ascending.
[[nodiscard]] Candidates candidates_of(const DecodeState& state, const DecodeConfig& config,
                                       const StepPlan& plan, const StepResult& result,
                                       SequenceId branch);

// The commit rule's choice; at least one, but for quotas and timesteps of none.
[[nodiscard]] Candidates choose_commits(Candidates candidates, const DecodeState& state,
                                        const DecodeConfig& config);

}  // namespace llada
