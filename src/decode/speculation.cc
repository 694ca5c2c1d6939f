#include "decode/speculation.h"

#include <algorithm>
#include <climits>

#include "decode/blocks.h"
#include "decode/candidates.h"
#include "decode/changes.h"

namespace llada {
namespace {

bool is_end_token(const DecodeConfig& config, TokenId token) {
  const auto& ends = config.end_tokens;
  return std::find(ends.begin(), ends.end(), token) != ends.end();
}

// Behind an end token nothing will be kept, unless the caller wants it.
bool end_in_sight(const DecodeState& state, const DecodeConfig& config) {
  if (!config.stop_at_eos) return false;
  const PositionRange block = current_block(state, config);
  return std::any_of(block.begin(), block.end(), [&](Position pos) {
    return !state.canvas.is_open(pos) && state.canvas.state(pos) != PositionState::kPrompt &&
           is_end_token(config, state.canvas.token(pos));
  });
}

// Share of the current block that is filled.
double progress(const DecodeState& state, const DecodeConfig& config) {
  const PositionRange block = current_block(state, config);
  const auto masks = static_cast<double>(masked_in(state.canvas, block).size());
  return 1 - masks / std::max(1, fillable_in(state.canvas, block));
}

PositionRange lookahead(const DecodeState& state, const DecodeConfig& config) {
  const int last = std::min(state.block_index + config.speculate.lookahead_blocks,
                            block_count(state.canvas, config) - 1);
  return {current_block(state, config).past(), block_range(state.canvas, config, last).past()};
}

// Positions changed since the draft was made: what its evaluation did not see.
int lag(const DecodeState& state, const Draft& draft) {
  return static_cast<int>(
      std::count_if(state.records.begin(), state.records.end(),
                    [&](const PositionRecord& other) { return other.changed >= draft.step; }));
}

bool makes_drafts(SpeculateMode mode) {
  return mode == SpeculateMode::kStrict || mode == SpeculateMode::kHistory ||
         mode == SpeculateMode::kConfirm;
}

bool held_still(const DecodeState& state, const DecodeConfig& config, const Draft& draft) {
  const SpeculationConfig& rule = config.speculate;
  return draft.evaluations >= rule.history && draft.probability >= rule.threshold &&
         !is_end_token(config, draft.token) && lag(state, draft) <= rule.max_lag;
}

// The commit rule's say: what it keeps back because of its place stays back.
double bar_beyond_frontier(const DecodeConfig& config) {
  return config.commit == CommitRule::kFrontier ? config.far_threshold : 0;
}

std::vector<Position> promotable(const DecodeState& state, const DecodeConfig& config) {
  std::vector<Position> positions;
  if (config.speculate.mode != SpeculateMode::kHistory) return positions;
  bool contiguous = true;
  for (const Position pos : current_block(state, config)) {
    if (!state.canvas.is_open(pos)) continue;
    const Draft& draft = record(state, pos).draft;
    const bool passes = state.canvas.state(pos) == PositionState::kDraft &&
                        held_still(state, config, draft) &&
                        (contiguous || draft.probability >= bar_beyond_frontier(config));
    contiguous = contiguous && passes;
    if (passes) positions.push_back(pos);
  }
  return positions;
}

// A token that is to come last (confidence 0) is not taken ahead of its turn.
bool repeats(const DecodeConfig& config, const Draft& draft, const Candidate& candidate) {
  return draft.evaluations >= config.speculate.history && draft.token == candidate.token &&
         candidate.probability >= config.speculate.threshold && candidate.confidence > 0;
}

Status accept(MergeOutcome& outcome, Position pos, TokenId token, double probability) {
  LLADA_CHECK(reveal(outcome, pos, token, probability));
  record(outcome.state, pos).promoted = true;
  ++outcome.state.metrics.drafts_promoted;
  return {};
}

}  // namespace

std::vector<Position> positions_to_draft(const DecodeState& state, const DecodeConfig& config,
                                         int rows, PositionRange computed) {
  std::vector<Position> positions;
  if (!makes_drafts(config.speculate.mode) || end_in_sight(state, config)) return positions;
  if (progress(state, config) < config.speculate.start) return positions;
  int lanes = free_rows(config.latency, rows).value_or(INT_MAX);
  for (const Position pos : lookahead(state, config)) {
    if (!state.canvas.is_open(pos)) continue;
    if (!computed.contains(pos) && lanes-- <= 0) break;
    positions.push_back(pos);
  }
  return positions;
}

Status note_draft(DecodeState& state, Position pos, TokenId token, double probability) {
  LLADA_CHECK(state.canvas.propose(pos));
  Draft& draft = record(state, pos).draft;
  state.metrics.drafts_proposed += draft.evaluations == 0;
  draft.evaluations = draft.token == token ? draft.evaluations + 1 : 1;
  draft.token = token;
  draft.probability = probability;
  draft.step = state.step;
  return {};
}

Status settle_drafts(MergeOutcome& outcome, const DecodeConfig& config) {
  DecodeState& state = outcome.state;
  const std::vector<Position> promoted = promotable(state, config);
  for (const Position pos : current_block(state, config)) {
    if (state.canvas.state(pos) == PositionState::kDraft) LLADA_CHECK(state.canvas.remask(pos));
  }
  for (const Position pos : promoted) {
    const Draft draft = record(state, pos).draft;
    LLADA_CHECK(accept(outcome, pos, draft.token, draft.probability));
  }
  return {};
}

Status confirm_drafts(MergeOutcome& outcome, const DecodeState& state, const DecodeConfig& config,
                      const StepPlan& plan, const StepResult& result) {
  if (config.speculate.mode != SpeculateMode::kConfirm || state.block_step > 0) return {};
  bool contiguous = true;
  for (const Candidate& c : candidates_of(state, config, plan, result, SequenceId(0))) {
    if (!outcome.state.canvas.is_masked(c.position)) continue;
    const bool passes = repeats(config, record(state, c.position).draft, c) &&
                        (contiguous || c.probability >= bar_beyond_frontier(config));
    contiguous = contiguous && passes;
    if (passes) LLADA_CHECK(accept(outcome, c.position, c.token, c.probability));
  }
  return {};
}

}  // namespace llada
