#include "decode/candidates.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/random.h"
#include "decode/blocks.h"
#include "decode/dream.h"
#include "decode/schedule.h"

namespace llada {
namespace {

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

Candidates commit_quota(Candidates candidates, const DecodeState& state,
                        const DecodeConfig& config) {
  const int masks = fillable_in(state.canvas, current_block(state, config));
  const int count = quota(masks, steps_of_block(state, config), state.block_step);
  // Masks that revision brought back outlast the schedule.
  return commit_best(std::move(candidates), static_cast<std::size_t>(std::max(1, count)));
}

}  // namespace

Choice choice_of(const RowStats& row, TokenId mask) {
  if (row.sampled != mask) return {row.sampled, row.sampled_probability};
  if (row.top != mask) return {row.top, row.top_probability};
  return {row.second, row.second_probability};
}

Candidates candidates_of(const DecodeState& state, const DecodeConfig& config, const StepPlan& plan,
                         const StepResult& result, SequenceId branch) {
  Candidates candidates;
  const PositionRange block = current_block(state, config);
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    const RowStats& row = result.rows[i];
    if (plan.logits[i].branch != branch || !block.contains(row.position)) continue;
    if (!state.canvas.is_masked(row.position)) continue;
    const Choice choice = choice_of(row, state.canvas.mask());
    candidates.push_back({row.position, choice.token, choice.probability,
                          ranking_confidence(state, config, row, choice)});
  }
  return candidates;
}

Candidates choose_commits(Candidates candidates, const DecodeState& state,
                          const DecodeConfig& config) {
  switch (config.commit) {
    case CommitRule::kQuota:
      return commit_quota(std::move(candidates), state, config);
    case CommitRule::kThreshold:
    case CommitRule::kStaged:
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

}  // namespace llada
