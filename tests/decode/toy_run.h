// Decodes with plan() and merge() over the toy model, as the engine does over a real one, and
// checks on the way what must hold of every plan.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "decode/answer.h"
#include "decode/decoder.h"
#include "decode/sampling.h"
#include "toy_model.h"

namespace llada::test {

// A canvas in plain values: tokens, and which of them are to be filled.
struct ToyTask {
  std::vector<int> tokens;
  std::vector<bool> holes;
  int mask = 0;

  [[nodiscard]] Canvas canvas() const {
    std::vector<TokenId> ids;
    for (const int token : tokens) ids.emplace_back(token);
    return Canvas::with_holes(ids, holes, TokenId(mask));
  }
};

struct ToyRun {
  DecodeState state;
  std::vector<CanvasEvent> events;
  std::vector<DecodeState> states;  // after each step
  std::vector<StepPlan> plans;

  [[nodiscard]] std::vector<int> tokens() const {
    std::vector<int> plain;
    for (const TokenId token : state.canvas.tokens()) plain.push_back(token.value);
    return plain;
  }
};

inline void expect_sound_rows(const StepPlan& plan, const DecodeState& state) {
  std::set<std::pair<int, int>> seen, refreshed;
  for (const PlanRow& row : plan.dense) {
    const bool probe = row.role == RowRole::kProbe;
    EXPECT_TRUE(seen.emplace(2 * row.sequence.value + probe, row.position.value).second)
        << "row twice";
    if (row.sequence.value != 0) continue;
    if (!probe) refreshed.emplace(0, row.position.value);
    EXPECT_EQ(row.token, probe ? state.canvas.mask() : state.canvas.token(row.position));
  }
  for (const PlanRow& row : plan.side) {
    if (row.role == RowRole::kProbe) continue;
    EXPECT_FALSE(refreshed.contains({0, row.position.value})) << "K/V computed on both paths";
  }
}

inline void expect_sound_request(const LogitRequest& request, const std::vector<PlanRow>& rows,
                                 const DecodeState& state, const DecodeConfig& config) {
  const int shift = config.shift_logits ? 1 : 0;
  const int source = std::max(request.position.value - shift, 0);
  const PlanRow& row = rows.at(static_cast<std::size_t>(request.source_row));
  const bool verified = state.canvas.state(request.position) == PositionState::kCommitted;
  EXPECT_TRUE(state.canvas.is_open(request.position) ||
              (verified && row.role == RowRole::kProbe));
  EXPECT_EQ(std::pair(row.sequence, row.position.value), std::pair(request.branch, source));
  ASSERT_EQ(request.unconditional_row.has_value(), config.cfg_scale > 0);
  if (!request.unconditional_row) return;
  const PlanRow& twin = rows.at(static_cast<std::size_t>(*request.unconditional_row));
  EXPECT_EQ(std::pair(twin.sequence.value, twin.position.value), std::pair(1, source));
}

inline void expect_sound(const StepPlan& plan, const DecodeState& state,
                         const DecodeConfig& config) {
  expect_sound_rows(plan, state);
  for (const LogitRequest& request : plan.logits)
    expect_sound_request(request, plan.dense, state, config);
  for (const LogitRequest& request : plan.side_logits)
    expect_sound_request(request, plan.side, state, config);
}

class ToyEngine {
 public:
  ToyEngine(const ToyModel& model, const DecodeConfig& config) : model_(model), config_(config) {}

  StepResult run(const StepPlan& plan, const Canvas& canvas) {
    ToyCache& main = cache_of(0, canvas);
    for (const Position pos : plan.publish) {
      const auto at = static_cast<std::size_t>(pos.value);
      main.first[at] = published_.first[at];
      main.second[at] = published_.second[at];
    }
    for (const SequenceId branch : plan.forks) cache_of(branch.value, canvas) = main;
    if (!plan.side.empty()) issue(plan, main, canvas);
    StepResult result{stats(plan.logits, forward(plan.dense, canvas), plan.step, canvas), {}};
    if (plan.side_due) {
      Job& job = jobs_.at(plan.side_due->value);
      result.side = job.rows;
      published_ = job.snapshot;
      jobs_.erase(plan.side_due->value);
    }
    return result;
  }

 private:
  struct Job {
    ToyCache snapshot;
    std::vector<RowStats> rows;
  };

  ToyCache& cache_of(int sequence, const Canvas& canvas) {
    return caches_.try_emplace(sequence, static_cast<std::size_t>(canvas.size())).first->second;
  }

  void issue(const StepPlan& plan, const ToyCache& main, const Canvas& canvas) {
    Job job{main, {}};
    const ToyLogits logits = model_.forward(toy_rows(plan.side, 0), job.snapshot);
    job.rows = stats(plan.side_logits, logits, plan.step, canvas);
    jobs_.emplace(plan.step.value, std::move(job));
  }

  std::vector<RowStats> stats(const std::vector<LogitRequest>& requests, const ToyLogits& logits,
                              Step step, const Canvas& canvas) {
    const SamplingRule rule = sampling_rule(config_, canvas.mask());
    std::vector<RowStats> rows;
    for (const LogitRequest& request : requests) {
      std::vector<float> row = logits[static_cast<std::size_t>(request.source_row)];
      if (request.unconditional_row) {
        const auto twin = static_cast<std::size_t>(*request.unconditional_row);
        apply_guidance(row, logits[twin], config_.cfg_scale);
      }
      rows.push_back(row_stats(row, request.position, step, rule));
    }
    return rows;
  }

  static std::vector<ToyRow> toy_rows(const std::vector<PlanRow>& rows, int sequence) {
    std::vector<ToyRow> toy;
    for (const PlanRow& row : rows) {
      if (row.sequence.value == sequence)
        toy.push_back({row.position.value, row.token.value, row.role == RowRole::kProbe});
    }
    return toy;
  }

  // Rows come grouped by sequence.
  ToyLogits forward(const std::vector<PlanRow>& rows, const Canvas& canvas) {
    ToyLogits all;
    for (int sequence = 0; all.size() < rows.size(); ++sequence) {
      ToyCache& cache = cache_of(sequence, canvas);
      for (auto& row : model_.forward(toy_rows(rows, sequence), cache)) all.push_back(std::move(row));
    }
    return all;
  }

  const ToyModel& model_;
  const DecodeConfig& config_;
  std::map<int, ToyCache> caches_;
  std::map<int, Job> jobs_;
  ToyCache published_{0};
};

inline ToyRun decode(const ToyModel& model, const DecodeConfig& config, Canvas canvas) {
  const int size = canvas.size();
  Result<DecodeState> begun = start(config, std::move(canvas));
  if (!begun) {
    ADD_FAILURE() << begun.error().message;
    DecodeState nothing{Canvas::after_prompt({}, 0, {})};
    nothing.done = true;
    return {nothing, {}, {}, {}};
  }
  ToyRun toy{*begun, {}, {}, {}};
  ToyEngine engine(model, config);
  for (int step = 0; !toy.state.done && step <= size; ++step) {
    toy.plans.push_back(plan(toy.state, config));
    expect_sound(toy.plans.back(), toy.state, config);
    const StepResult result = engine.run(toy.plans.back(), toy.state.canvas);
    Result<MergeOutcome> outcome = merge(toy.state, config, toy.plans.back(), result);
    if (!outcome) {
      ADD_FAILURE() << outcome.error().message;
      return toy;
    }
    toy.state = outcome->state;
    toy.states.push_back(toy.state);
    toy.events.insert(toy.events.end(), outcome->events.begin(), outcome->events.end());
  }
  EXPECT_TRUE(toy.state.done) << "more steps than positions";
  EXPECT_EQ(toy.state.step.value, static_cast<int>(toy.plans.size()));
  return toy;
}

}  // namespace llada::test
