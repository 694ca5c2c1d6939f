// The pure step from a state and a step's result to the next state: candidates, commits, schedule.
#include <algorithm>
#include <cmath>
#include <utility>

#include "decode/answer.h"
#include "decode/blocks.h"
#include "decode/branches.h"
#include "decode/changes.h"
#include "decode/candidates.h"
#include "decode/decoder.h"
#include "decode/dream.h"
#include "decode/revision.h"
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

Status check_rows(const StepPlan& plan, const std::vector<LogitRequest>& requests,
                  const std::vector<RowStats>& rows) {
  if (rows.size() != requests.size()) {
    return fail(ErrorCode::kInternal, "merge: step {}: {} rows came back, {} were asked for",
                plan.step.value, rows.size(), requests.size());
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    LLADA_CHECK(check_row(plan, rows[i], requests[i].position));
  }
  return {};
}

// What the side path was asked by the job that is due, which may be the step's own.
std::vector<LogitRequest> side_requests(const DecodeState& state, const StepPlan& plan) {
  if (!plan.side_due) return {};
  for (const SideJob& job : state.side_jobs) {
    if (job.issued == *plan.side_due) return job.logits;
  }
  return plan.side_logits;
}

Status check_result(const DecodeState& state, const StepPlan& plan, const StepResult& result) {
  LLADA_CHECK(check_rows(plan, plan.logits, result.rows));
  return check_rows(plan, side_requests(state, plan), result.side);
}

Status commit_by_rule(MergeOutcome& outcome, const DecodeState& state, const DecodeConfig& config,
                      const StepPlan& plan, const StepResult& result) {
  const Candidates candidates = candidates_of(state, config, plan, result, SequenceId(0));
  const bool has_bar = config.commit == CommitRule::kThreshold ||
                       config.commit == CommitRule::kStaged ||
                       config.commit == CommitRule::kFrontier;
  for (const Candidate& c : choose_commits(candidates, state, config)) {
    outcome.state.metrics.forced_commits += has_bar && c.confidence < config.threshold;
    LLADA_CHECK(reveal(outcome, c.position, c.token, c.probability));
    const bool sure = config.commit == CommitRule::kStaged && c.confidence >= config.far_threshold;
    if (sure) LLADA_CHECK(freeze(outcome, c.position));
  }
  return {};
}

// The cache holds what the dense rows of the step left in it.
void note_kv(DecodeState& state, const StepPlan& plan) {
  for (const PlanRow& row : plan.dense) {
    if (row.sequence != SequenceId(0) || row.role == RowRole::kProbe) continue;
    record(state, row.position).kv_token = row.token;
    record(state, row.position).kv_step = state.step;
  }
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
    LLADA_CHECK(close_blocks(outcome, config));
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
  metrics.entry_steps += computes_canvas(state, config);
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
  LLADA_CHECK(check_result(state, plan, result));
  MergeOutcome outcome{state, {}};
  count_rows(outcome.state, config, plan);
  note_kv(outcome.state, plan);
  LLADA_CHECK(note_drafts(outcome.state, config, result));
  LLADA_CHECK(commit_by_rule(outcome, state, config, plan, result));
  LLADA_CHECK(confirm_drafts(outcome, state, config, plan, result));
  LLADA_CHECK(follow_branches(outcome, state, config, plan, result));
  LLADA_CHECK(revise(outcome, state, config, plan, result));
  ++outcome.state.block_step;
  ++outcome.state.timestep;
  LLADA_CHECK(settle(outcome, config));
  if (outcome.state.done) LLADA_CHECK(close_blocks(outcome, config));
  ++outcome.state.step.value;
  if (outcome.state.done) outcome.events.push_back({EventKind::kDone, {}, {}, 0});
  return outcome;
}

}  // namespace llada
