#include "decode/answer.h"

#include <algorithm>

namespace llada {
namespace {

// No rule of today revises what it committed, so a committed token is as final as a stable one.
bool is_final(const Canvas& canvas, Position pos) {
  const PositionState state = canvas.state(pos);
  return state != PositionState::kMasked && state != PositionState::kDraft;
}

PositionRange filled_prefix(const Canvas& canvas) {
  const PositionRange region = canvas.generated();
  const auto open = std::find_if(region.begin(), region.end(),
                                 [&](Position pos) { return !is_final(canvas, pos); });
  return {region.first(), *open};
}

Position past_fixed_text(const Canvas& canvas) {
  std::int32_t past = canvas.size();
  while (past > 0 && canvas.state(Position(past - 1)) != PositionState::kPrompt) --past;
  return Position(past);
}

bool is_end_token(const DecodeConfig& config, TokenId token) {
  const auto& ends = config.end_tokens;
  return std::find(ends.begin(), ends.end(), token) != ends.end();
}

}  // namespace

std::optional<Position> answer_end(const Canvas& canvas, const DecodeConfig& config) {
  const Position past_fixed = past_fixed_text(canvas);
  for (const Position pos : filled_prefix(canvas)) {
    if (pos >= past_fixed && is_end_token(config, canvas.token(pos))) return pos;
  }
  return std::nullopt;
}

PositionRange final_prefix(const DecodeState& state, const DecodeConfig& config) {
  const PositionRange filled = filled_prefix(state.canvas);
  const std::optional<Position> end =
      config.stop_at_eos ? answer_end(state.canvas, config) : std::nullopt;
  return end ? PositionRange(filled.first(), Position(end->value + 1)) : filled;
}

}  // namespace llada
