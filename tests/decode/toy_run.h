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

inline void expect_sound(const StepPlan& plan, const DecodeState& state,
                         const DecodeConfig& config) {
  std::set<std::pair<int, int>> seen;
  for (const PlanRow& row : plan.dense) {
    const bool probe = row.role == RowRole::kProbe;
    EXPECT_TRUE(seen.emplace(2 * row.sequence.value + probe, row.position.value).second) << "row twice";
    if (row.sequence.value != 0 || probe) continue;
    EXPECT_EQ(row.token, state.canvas.token(row.position));
  }
  for (const LogitRequest& request : plan.logits) {
    const int shift = config.shift_logits ? 1 : 0;
    const int source = std::max(request.position.value - shift, 0);
    const PlanRow& row = plan.dense.at(static_cast<std::size_t>(request.source_row));
    EXPECT_TRUE(state.canvas.is_open(request.position));
    EXPECT_EQ(std::pair(row.sequence.value, row.position.value), std::pair(0, source));
    ASSERT_EQ(request.unconditional_row.has_value(), config.cfg_scale > 0);
    if (!request.unconditional_row) continue;
    const PlanRow& twin = plan.dense.at(static_cast<std::size_t>(*request.unconditional_row));
    EXPECT_EQ(std::pair(twin.sequence.value, twin.position.value), std::pair(1, source));
  }
}

class ToyEngine {
 public:
  ToyEngine(const ToyModel& model, const DecodeConfig& config) : model_(model), config_(config) {}

  StepResult run(const StepPlan& plan, const Canvas& canvas) {
    const ToyLogits logits = forward(plan, canvas);
    const SamplingRule rule = sampling_rule(config_, canvas.mask());
    StepResult result;
    for (const LogitRequest& request : plan.logits) {
      std::vector<float> row = logits[static_cast<std::size_t>(request.source_row)];
      if (request.unconditional_row) {
        const auto twin = static_cast<std::size_t>(*request.unconditional_row);
        apply_guidance(row, logits[twin], config_.cfg_scale);
      }
      result.rows.push_back(row_stats(row, request.position, plan.step, rule));
    }
    return result;
  }

 private:
  ToyLogits forward(const StepPlan& plan, const Canvas& canvas) {
    std::map<int, std::vector<ToyRow>> by_sequence;
    for (const PlanRow& row : plan.dense) {
      by_sequence[row.sequence.value].push_back(
          {row.position.value, row.token.value, row.role == RowRole::kProbe});
    }
    ToyLogits all;
    for (const auto& [sequence, rows] : by_sequence) {
      const auto size = static_cast<std::size_t>(canvas.size());
      ToyCache& cache = caches_.try_emplace(sequence, size).first->second;
      for (std::vector<float>& row : model_.forward(rows, cache)) all.push_back(std::move(row));
    }
    return all;
  }

  const ToyModel& model_;
  const DecodeConfig& config_;
  std::map<int, ToyCache> caches_;
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
