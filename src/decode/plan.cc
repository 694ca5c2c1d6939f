// The pure step from a state to what is to be computed next.
#include <algorithm>

#include "decode/blocks.h"
#include "decode/decoder.h"

namespace llada {
namespace {

constexpr SequenceId kConditional{0};
constexpr SequenceId kUnconditional{1};

// The position whose logits predict `pos`.
Position source_of(Position pos, const DecodeConfig& config) {
  return config.shift_logits ? Position(std::max(pos.value - 1, 0)) : pos;
}

// Whole canvas at block entry and without a cache; later the block, from the source of its first
// position on, and in prefix mode all that follows.
PositionRange rows_of_step(const DecodeState& state, const DecodeConfig& config) {
  const Position past_canvas(state.canvas.size());
  if (config.cache == CacheMode::kNone || state.block_step == 0) return {Position(0), past_canvas};
  const PositionRange block = current_block(state, config);
  const Position past = config.cache == CacheMode::kPrefix ? past_canvas : block.past();
  return {source_of(block.first(), config), past};
}

// LLaDA's unconditional sequence hides every token that was given.
TokenId input_token(const Canvas& canvas, Position pos, SequenceId sequence) {
  const bool hidden = sequence == kUnconditional && canvas.state(pos) == PositionState::kPrompt;
  return hidden ? canvas.mask() : canvas.token(pos);
}

void append_rows(StepPlan& plan, const Canvas& canvas, PositionRange rows, SequenceId sequence) {
  for (const Position pos : rows) {
    plan.dense.push_back({sequence, pos, input_token(canvas, pos, sequence), RowRole::kKv});
  }
}

}  // namespace

StepPlan plan(const DecodeState& state, const DecodeConfig& config) {
  StepPlan plan{.step = state.step, .dense = {}, .side = {}, .logits = {}};
  if (state.done) return plan;
  const PositionRange rows = rows_of_step(state, config);
  const bool guided = config.cfg_scale > 0;
  append_rows(plan, state.canvas, rows, kConditional);
  if (guided) append_rows(plan, state.canvas, rows, kUnconditional);
  for (const Position pos : masked_in(state.canvas, current_block(state, config))) {
    LogitRequest request;
    request.position = pos;
    request.source_row = source_of(pos, config).value - rows.first().value;
    if (guided) request.unconditional_row = request.source_row + rows.size();
    plan.logits.push_back(request);
  }
  return plan;
}

}  // namespace llada
