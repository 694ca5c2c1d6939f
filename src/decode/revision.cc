#include "decode/revision.h"

#include <algorithm>
#include <map>

#include "decode/blocks.h"
#include "decode/changes.h"

namespace llada {
namespace {

// A token's standing by its probe.
struct Evidence {
  TokenId top;
  double top_probability = 0;
  double own_probability = 0;  // 0 where the token is neither of the two best
};
using EvidenceByPosition = std::map<Position, Evidence>;

bool is_committed(const Canvas& canvas, Position pos) {
  return canvas.state(pos) == PositionState::kCommitted;
}

Evidence evidence_of(const RowStats& row, TokenId token) {
  const double own = row.top == token      ? row.top_probability
                     : row.second == token ? row.second_probability
                                           : 0;
  return {row.top, row.top_probability, own};
}

void collect(EvidenceByPosition& evidence, const DecodeState& state,
             const std::vector<LogitRequest>& requests, const std::vector<RowStats>& rows,
             Step issued) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Position pos = rows[i].position;
    if (requests[i].branch != SequenceId(0) || !is_committed(state.canvas, pos)) continue;
    if (record(state, pos).changed >= issued) continue;
    evidence[pos] = evidence_of(rows[i], state.canvas.token(pos));
  }
}

const SideJob* due_job(const DecodeState& state, const StepPlan& plan) {
  for (const SideJob& job : state.side_jobs) {
    if (plan.side_due && job.issued == *plan.side_due) return &job;
  }
  return nullptr;
}

// Fresher evidence of the step itself overwrites that of the side path.
EvidenceByPosition gather(const DecodeState& state, const DecodeState& now, const StepPlan& plan,
                          const StepResult& result) {
  EvidenceByPosition evidence;
  if (const SideJob* job = due_job(now, plan))
    collect(evidence, state, job->logits, result.side, job->issued);
  collect(evidence, state, plan.logits, result.rows, state.step);
  return evidence;
}

// K and V of the side path count unless the token changed since, or newer ones are there.
void merge_side_rows(DecodeState& state, const StepPlan& plan) {
  state.publish.clear();
  const SideJob* job = due_job(state, plan);
  if (job == nullptr) return;
  for (const PlanRow& row : job->rows) {
    if (row.role == RowRole::kProbe) continue;
    PositionRecord& entry = record(state, row.position);
    if (entry.changed >= job->issued || entry.kv_step >= job->issued) {
      ++state.metrics.side_dropped;
      continue;
    }
    state.publish.push_back(row.position);
    entry.kv_token = row.token;
    entry.kv_step = job->issued;
    ++state.metrics.side_merged;
  }
  std::erase_if(state.side_jobs, [&](const SideJob& done) { return done.issued == *plan.side_due; });
}

class Reviser {
 public:
  Reviser(MergeOutcome& outcome, const DecodeConfig& config, EvidenceByPosition evidence, int room)
      : outcome_(outcome), state_(outcome.state), config_(config), rule_(config.revise),
        evidence_(std::move(evidence)), room_(room) {}

  Status run() {
    for (const auto& [pos, evidence] : evidence_) {
      if (is_committed(state_.canvas, pos)) LLADA_CHECK(weigh(pos, evidence));
    }
    return {};
  }

 private:
  Status weigh(Position pos, const Evidence& evidence) {
    const bool agrees = evidence.top == state_.canvas.token(pos);
    PositionRecord& entry = record(state_, pos);
    const bool sure = agrees && evidence.own_probability >= rule_.stable_threshold;
    entry.agreements = sure ? entry.agreements + 1 : 0;
    entry.probability = evidence.own_probability;
    if (entry.agreements >= rule_.stable_agreements) {
      ++state_.metrics.frozen;
      return freeze(outcome_, pos);
    }
    return agrees || entry.revisions >= rule_.max_revisions ? Status() : reconsider(pos, evidence);
  }

  // Another token is the likelier one here.
  Status reconsider(Position pos, const Evidence& evidence) {
    const Step since = record(state_, pos).changed;
    if (evidence.top_probability >= rule_.replace_threshold && evidence.top != state_.canvas.mask()) {
      LLADA_CHECK(replace(outcome_, pos, evidence.top, evidence.top_probability));
    } else if (evidence.own_probability < rule_.remask_threshold && may_remask(pos)) {
      LLADA_CHECK(demote(pos));
    } else {
      return {};
    }
    return demote_followers(pos, since);
  }

  // What was committed along with a wrong token, right behind it, falls with it where its own
  // probe wavers too: errors come as spans.
  Status demote_followers(Position pos, Step since) {
    for (Position next(pos.value + 1); may_remask(next); ++next.value) {
      const auto found = evidence_.find(next);
      const bool wavers = found != evidence_.end() && record(state_, next).changed >= since &&
                          found->second.own_probability < rule_.stable_threshold;
      if (!wavers) break;
      LLADA_CHECK(demote(next));
    }
    return {};
  }

  // Fewer positions are masked again than the step filled, and only in the block that is open.
  [[nodiscard]] bool may_remask(Position pos) const {
    return room_ > 0 && current_block(state_, config_).contains(pos) &&
           is_committed(state_.canvas, pos) &&
           record(state_, pos).revisions < rule_.max_revisions;
  }
  Status demote(Position pos) {
    --room_;
    return remask(outcome_, pos);
  }

  MergeOutcome& outcome_;
  DecodeState& state_;
  const DecodeConfig& config_;
  const RevisionConfig& rule_;
  EvidenceByPosition evidence_;
  int room_;
};

// A position whose revisions are used up is settled by its next token.
Status freeze_exhausted(MergeOutcome& outcome, const DecodeConfig& config) {
  for (const Position pos : outcome.state.canvas.generated()) {
    const bool exhausted = record(outcome.state, pos).revisions >= config.revise.max_revisions;
    if (exhausted && is_committed(outcome.state.canvas, pos)) LLADA_CHECK(freeze(outcome, pos));
  }
  return {};
}

bool in_side_job(const DecodeState& state, Position pos) {
  return std::any_of(state.side_jobs.begin(), state.side_jobs.end(), [&](const SideJob& job) {
    return std::any_of(job.rows.begin(), job.rows.end(),
                       [&](const PlanRow& row) { return row.position == pos; });
  });
}

// From here on blocks are revisable.
Position first_revisable(const DecodeState& state, const DecodeConfig& config) {
  const int block = std::max(0, state.block_index - config.revise.blocks_behind);
  return block_range(state.canvas, config, block).first();
}

}  // namespace

std::vector<Position> unstable_positions(const DecodeState& state, const DecodeConfig& config) {
  std::vector<Position> unstable;
  if (config.revise.mode == ReviseMode::kOff) return unstable;
  const PositionRange range(first_revisable(state, config), current_block(state, config).past());
  for (const Position pos : range) {
    if (is_committed(state.canvas, pos) && !in_side_job(state, pos)) unstable.push_back(pos);
  }
  std::stable_sort(unstable.begin(), unstable.end(), [&](Position a, Position b) {
    return record(state, a).kv_step < record(state, b).kv_step;
  });
  return unstable;
}

Status revise(MergeOutcome& outcome, const DecodeState& state, const DecodeConfig& config,
              const StepPlan& plan, const StepResult& result) {
  if (config.revise.mode == ReviseMode::kOff) return {};
  DecodeState& now = outcome.state;
  if (!plan.side.empty()) now.side_jobs.push_back({plan.step, plan.side, plan.side_logits});
  now.metrics.side_rows += plan.side.size();
  const int commits = now.metrics.commits - state.metrics.commits;
  EvidenceByPosition evidence = gather(state, now, plan, result);
  merge_side_rows(now, plan);
  LLADA_CHECK(Reviser(outcome, config, std::move(evidence), std::max(0, commits - 1)).run());
  return freeze_exhausted(outcome, config);
}

Status close_blocks(MergeOutcome& outcome, const DecodeConfig& config) {
  if (config.revise.mode == ReviseMode::kOff) return {};
  const Canvas& canvas = outcome.state.canvas;
  const Position past = outcome.state.done ? canvas.generated().past()
                                           : first_revisable(outcome.state, config);
  for (const Position pos : PositionRange(canvas.first_generated(), past)) {
    if (is_committed(canvas, pos)) LLADA_CHECK(freeze(outcome, pos));
  }
  return {};
}

}  // namespace llada
