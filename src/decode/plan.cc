// The pure step from a state to what is to be computed next.
#include <algorithm>

#include "decode/blocks.h"
#include "decode/decoder.h"
#include "decode/speculation.h"

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

RowClass class_of(const Canvas& canvas, Position pos, PositionRange block) {
  if (canvas.is_masked(pos) && block.contains(pos)) return RowClass::kCurrent;
  return canvas.state(pos) == PositionState::kCommitted ? RowClass::kUnstable : RowClass::kRefresh;
}

void append_rows(StepPlan& plan, const DecodeState& state, const DecodeConfig& config,
                 PositionRange rows, SequenceId sequence) {
  const PositionRange block = current_block(state, config);
  for (const Position pos : rows) {
    plan.dense.push_back({sequence, pos, input_token(state.canvas, pos, sequence), RowRole::kKv,
                          class_of(state.canvas, pos, block)});
  }
}

void ask_for_masks(StepPlan& plan, const DecodeState& state, const DecodeConfig& config,
                   PositionRange rows) {
  for (const Position pos : masked_in(state.canvas, current_block(state, config))) {
    LogitRequest request;
    request.position = pos;
    request.source_row = source_of(pos, config).value - rows.first().value;
    if (config.cfg_scale > 0) request.unconditional_row = request.source_row + rows.size();
    plan.logits.push_back(request);
  }
}

// A draft's logits come from a row that the step computes anyway, else from a probe of its own.
int row_for_draft(StepPlan& plan, const DecodeState& state, Position source, PositionRange rows) {
  if (rows.contains(source)) return source.value - rows.first().value;
  plan.dense.push_back({kConditional, source, state.canvas.token(source), RowRole::kProbe,
                        RowClass::kSpeculative});
  return static_cast<int>(plan.dense.size()) - 1;
}

void ask_for_drafts(StepPlan& plan, const DecodeState& state, const DecodeConfig& config,
                    PositionRange rows) {
  const int planned = static_cast<int>(plan.dense.size());
  for (const Position pos : positions_to_draft(state, config, planned, rows)) {
    const int row = row_for_draft(plan, state, source_of(pos, config), rows);
    plan.logits.push_back({pos, row, std::nullopt});
  }
}

}  // namespace

StepPlan plan(const DecodeState& state, const DecodeConfig& config) {
  StepPlan plan{.step = state.step, .dense = {}, .side = {}, .logits = {}};
  if (state.done) return plan;
  const PositionRange rows = rows_of_step(state, config);
  append_rows(plan, state, config, rows, kConditional);
  if (config.cfg_scale > 0) append_rows(plan, state, config, rows, kUnconditional);
  ask_for_masks(plan, state, config, rows);
  ask_for_drafts(plan, state, config, rows);
  return plan;
}

}  // namespace llada
