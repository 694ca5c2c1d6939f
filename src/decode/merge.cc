// The pure step from a state and a step's result to the next state: candidates, commits, schedule.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/random.h"
#include "decode/answer.h"
#include "decode/blocks.h"
#include "decode/changes.h"
#include "decode/commit_rules.h"
#include "decode/decoder.h"
#include "decode/dream.h"
#include "decode/schedule.h"
#include "decode/speculation.h"

namespace llada {
namespace {

Status check_plan(const DecodeState& state, const DecodeConfig& config, const StepPlan& plan) {
  if (state.done) {
    return fail(ErrorCode::kInternal, "merge: step {}: the decoder is done", plan.step.value);
  }
  if (plan.step != state.step) {
    return fail(ErrorCode::kInternal, "merge: the plan is for step {}, the state at step {}",
                plan.step.value, state.step.value);
  }
  const std::vector<Position> wanted = masked_in(state.canvas, current_block(state, config));
  const bool same =
      plan.logits.size() >= wanted.size() &&
      std::equal(wanted.begin(), wanted.end(), plan.logits.begin(),
                 [](Position pos, const LogitRequest& request) { return request.position == pos; });
  if (same) return {};
  return fail(ErrorCode::kInternal,
              "merge: step {}: the plan asks for other positions than the {} masked ones",
              plan.step.value, wanted.size());
}

bool all_numbers(const RowStats& row) {
  return std::isfinite(row.top_probability) && std::isfinite(row.second_probability) &&
         std::isfinite(row.sampled_probability) && std::isfinite(row.entropy);
}

Status check_row(const StepPlan& plan, const RowStats& row, Position wanted) {
  if (row.position != wanted) {
    return fail(ErrorCode::kInternal,
                "merge: step {}: a row for position {} where position {} was asked for",
                plan.step.value, row.position.value, wanted.value);
  }
  if (all_numbers(row)) return {};
  return fail(
      ErrorCode::kFormat,
      "step {}: position {}: the model's logits are not numbers; its weights are damaged: fetch or "
      "convert the model again",
      plan.step.value, row.position.value);
}

Status check_result(const StepPlan& plan, const StepResult& result) {
  if (result.rows.size() != plan.logits.size()) {
    return fail(ErrorCode::kInternal, "merge: step {}: {} rows came back, {} were asked for",
                plan.step.value, result.rows.size(), plan.logits.size());
  }
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    LLADA_CHECK(check_row(plan, result.rows[i], plan.logits[i].position));
  }
  return {};
}

struct Choice {
  TokenId token;
  double probability = 0;
};

// A mask is no text: where a head offers it, the most probable other token stands in.
Choice choice_of(const RowStats& row, TokenId mask) {
  if (row.sampled != mask) return {row.sampled, row.sampled_probability};
  if (row.top != mask) return {row.top, row.top_probability};
  return {row.second, row.second_probability};
}

double ranking_confidence(const DecodeState& state, const DecodeConfig& config, const RowStats& row,
                          const Choice& choice) {
  if (config.remasking == Remasking::kRandom) {
    return uniform(config.seed, RandomStream::kRemaskOrder,
                   static_cast<std::uint32_t>(state.step.value),
                   static_cast<std::uint32_t>(row.position.value));
  }
  const auto& last = config.zero_confidence;
  const bool ranks_last = std::find(last.begin(), last.end(), choice.token) != last.end();
  if (config.commit != CommitRule::kDream) return ranks_last ? 0 : choice.probability;
  // Dream's confidences may be negative: nothing ranks below this.
  return ranks_last ? -std::numeric_limits<double>::infinity()
                    : dream_confidence(row, config.dream_order);
}

Candidates candidates_of(const DecodeState& state, const DecodeConfig& config,
                         const StepResult& result) {
  Candidates candidates;
  const PositionRange block = current_block(state, config);
  for (const RowStats& row : result.rows) {
    if (!state.canvas.is_masked(row.position) || !block.contains(row.position)) continue;
    const Choice choice = choice_of(row, state.canvas.mask());
    candidates.push_back({row.position, choice.token, choice.probability,
                          ranking_confidence(state, config, row, choice)});
  }
  return candidates;
}

Candidates commit_quota(Candidates candidates, const DecodeState& state,
                        const DecodeConfig& config) {
  const int masks = fillable_in(state.canvas, current_block(state, config));
  const int count = quota(masks, steps_of_block(state, config), state.block_step);
  return commit_best(std::move(candidates), static_cast<std::size_t>(count));
}

Candidates choose_commits(Candidates candidates, const DecodeState& state,
                          const DecodeConfig& config) {
  switch (config.commit) {
    case CommitRule::kQuota:
      return commit_quota(std::move(candidates), state, config);
    case CommitRule::kThreshold:
      return commit_above(std::move(candidates), config.threshold);
    case CommitRule::kFactor:
      return commit_factor(std::move(candidates), config.factor);
    case CommitRule::kFrontier:
      return commit_frontier(std::move(candidates), config.threshold, config.far_threshold);
    case CommitRule::kDream:
      return commit_dream(std::move(candidates), state, config);
  }
  return {};
}

Status commit_all(MergeOutcome& outcome, const Candidates& chosen) {
  for (const Candidate& c : chosen) {
    LLADA_CHECK(reveal(outcome, c.position, c.token, c.probability));
  }
  return {};
}

// What the step said of positions of later blocks.
Status note_drafts(DecodeState& state, const DecodeConfig& config, const StepResult& result) {
  const Position past = current_block(state, config).past();
  for (const RowStats& row : result.rows) {
    if (row.position < past) continue;
    const Choice choice = choice_of(row, state.canvas.mask());
    LLADA_CHECK(note_draft(state, row.position, choice.token, choice.probability));
  }
  return {};
}

// Blocks of fixed text alone, and those filled already, cost no step. A block that is entered first
// settles its drafts, which may fill it.
Status enter_next_open_block(MergeOutcome& outcome, const DecodeConfig& config) {
  DecodeState& state = outcome.state;
  const int blocks = block_count(state.canvas, config);
  while (state.block_index < blocks && !any_open(state.canvas, current_block(state, config))) {
    ++state.block_index;
    state.block_step = 0;
    if (state.block_index < blocks) LLADA_CHECK(settle_drafts(outcome, config));
  }
  state.done = state.block_index == blocks;
  return {};
}

void count_rows(DecodeState& state, const DecodeConfig& config, const StepPlan& plan) {
  DecodeMetrics& metrics = state.metrics;
  for (const PlanRow& row : plan.dense) {
    ++metrics.rows[static_cast<std::size_t>(row.row_class)];
    metrics.probe_rows += row.role == RowRole::kProbe;
  }
  const int rows = static_cast<int>(plan.dense.size());
  metrics.lanes += static_cast<std::uint64_t>(bucket_width(config.latency, rows));
  metrics.logit_rows += plan.logits.size();
  metrics.entry_steps += state.block_step == 0;
}

// The last timestep commits all that is left, so this ends.
void skip_idle_timesteps(DecodeState& state, const DecodeConfig& config) {
  if (config.commit != CommitRule::kDream || state.done) return;
  while (dream_commit_count(state, config) == 0) ++state.timestep;
}

// Blocks are closed before an end token counts; Dream has none, so it counts at once.
bool may_stop(const DecodeState& state, const DecodeConfig& config) {
  return config.stop_at_eos && (config.commit == CommitRule::kDream || state.block_step == 0);
}

Status settle(MergeOutcome& outcome, const DecodeConfig& config) {
  LLADA_CHECK(enter_next_open_block(outcome, config));
  DecodeState& state = outcome.state;
  if (may_stop(state, config) && answer_end(state.canvas, config)) state.done = true;
  skip_idle_timesteps(state, config);
  return {};
}

}  // namespace

Result<DecodeState> start(const DecodeConfig& config, Canvas canvas) {
  LLADA_CHECK(validate(config));
  if (!any_open(canvas, canvas.generated())) {
    return fail(ErrorCode::kUsage,
                "nothing to fill: none of the {} positions is masked; ask for at least one token, "
                "or leave a hole",
                canvas.size());
  }
  std::vector<PositionRecord> records(static_cast<std::size_t>(canvas.size()));
  DecodeState state{std::move(canvas)};
  state.records = std::move(records);
  MergeOutcome outcome{std::move(state), {}};
  LLADA_CHECK(enter_next_open_block(outcome, config));
  skip_idle_timesteps(outcome.state, config);
  return std::move(outcome.state);
}

Result<MergeOutcome> merge(const DecodeState& state, const DecodeConfig& config,
                           const StepPlan& plan, const StepResult& result) {
  LLADA_CHECK(check_plan(state, config, plan));
  LLADA_CHECK(check_result(plan, result));
  MergeOutcome outcome{state, {}};
  count_rows(outcome.state, config, plan);
  LLADA_CHECK(note_drafts(outcome.state, config, result));
  LLADA_CHECK(commit_all(outcome, choose_commits(candidates_of(state, config, result), state, config)));
  ++outcome.state.block_step;
  ++outcome.state.timestep;
  LLADA_CHECK(settle(outcome, config));
  ++outcome.state.step.value;
  if (outcome.state.done) outcome.events.push_back({EventKind::kDone, {}, {}, 0});
  return outcome;
}

}  // namespace llada
