#include "decode/branches.h"

#include <algorithm>

#include "decode/blocks.h"
#include "decode/candidates.h"
#include "decode/changes.h"

namespace llada {
namespace {

// Only what the last step thought counts: older proposals saw another canvas.
bool worth_assuming(const DecodeState& state, const DecodeConfig& config, Position pos) {
  const Draft& proposal = record(state, pos).proposal;
  return proposal.step.value >= 0 && proposal.step.value == state.step.value - 1 &&
         proposal.probability >= config.speculate.branch_threshold;
}

// The masks that the deepest branch fills in, with their tokens. One stays: a branch without masks
// has nothing to say.
Branch deepest_branch(const DecodeState& state, const DecodeConfig& config) {
  Branch tokens;
  const auto limit = static_cast<std::size_t>(config.speculate.branches) *
                     static_cast<std::size_t>(config.speculate.branch_tokens);
  std::vector<Position> masks = masked_in(state.canvas, current_block(state, config));
  masks.pop_back();
  for (const Position pos : masks) {
    if (tokens.size() == limit || !worth_assuming(state, config, pos)) break;
    tokens.push_back({pos, record(state, pos).proposal.token});
  }
  return tokens;
}

bool holds(const Branch& branch, const Canvas& canvas) {
  return std::all_of(branch.begin(), branch.end(), [&](const BranchToken& assumed) {
    return canvas.token(assumed.position) == assumed.token;
  });
}

// What the rule lets pass of its own accord: a branch never forces progress.
Candidates passing(Candidates candidates, const DecodeConfig& config) {
  if (config.commit == CommitRule::kFrontier)
    return pass_frontier(candidates, config.threshold, config.far_threshold);
  return pass_threshold(std::move(candidates), config.threshold);
}

Status commit_open(MergeOutcome& outcome, const Candidates& chosen) {
  for (const Candidate& c : chosen) {
    if (!outcome.state.canvas.is_masked(c.position)) continue;
    LLADA_CHECK(reveal(outcome, c.position, c.token, c.probability));
  }
  return {};
}

void note_proposals(DecodeState& state, const Candidates& candidates) {
  for (const Candidate& c : candidates) {
    record(state, c.position).proposal = {c.token, c.probability, 1, state.step};
  }
}

// In the order of the sequences: those of a branch come after those of the one before.
std::vector<Branch> branches_planned(const DecodeState& state, const DecodeConfig& config,
                                     const StepPlan& plan) {
  int deepest = 0;
  for (const LogitRequest& request : plan.logits) deepest = std::max(deepest, request.branch.value);
  std::vector<Branch> branches = branches_of(state, config, 0, 0);
  branches.resize(std::min(branches.size(), static_cast<std::size_t>(deepest)));
  return branches;
}

}  // namespace

std::vector<Branch> branches_of(const DecodeState& state, const DecodeConfig& config,
                                int planned_rows, int rows) {
  std::vector<Branch> branches;
  const bool many_rows = config.cache != CacheMode::kNone && (state.block_step == 0 || computes_canvas(state, config));
  if (config.speculate.mode != SpeculateMode::kBranch || many_rows) return branches;
  const Branch tokens = deepest_branch(state, config);
  const auto step = static_cast<std::size_t>(config.speculate.branch_tokens);
  int lanes = free_rows(config.latency, planned_rows).value_or(INT32_MAX);
  for (std::size_t past = step; past < tokens.size() + step && lanes >= rows; past += step) {
    const auto end = tokens.begin() + static_cast<std::ptrdiff_t>(std::min(past, tokens.size()));
    branches.emplace_back(tokens.begin(), end);
    lanes -= rows;
  }
  return branches;
}

Status follow_branches(MergeOutcome& outcome, const DecodeState& state, const DecodeConfig& config,
                       const StepPlan& plan, const StepResult& result) {
  if (config.speculate.mode != SpeculateMode::kBranch) return {};
  Candidates thought = candidates_of(state, config, plan, result, SequenceId(0));
  const std::vector<Branch> branches = branches_planned(state, config, plan);
  outcome.state.metrics.branches_tried += static_cast<int>(branches.size());
  for (std::size_t k = 0; k < branches.size() && holds(branches[k], outcome.state.canvas); ++k) {
    const SequenceId sequence(static_cast<std::int32_t>(k) + 1);
    thought = candidates_of(state, config, plan, result, sequence);
    LLADA_CHECK(commit_open(outcome, passing(thought, config)));
    ++outcome.state.metrics.branches_followed;
  }
  note_proposals(outcome.state, thought);
  return {};
}

}  // namespace llada
