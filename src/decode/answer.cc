#include "decode/answer.h"

#include <algorithm>

namespace llada {
namespace {

// Positions of the region up to the first that is not `settled`.
template <class Settled>
PositionRange prefix_of(const Canvas& canvas, const Settled& settled) {
  const PositionRange region = canvas.generated();
  const auto open = std::find_if(region.begin(), region.end(),
                                 [&](Position pos) { return !settled(pos); });
  return {region.first(), *open};
}

PositionRange filled_prefix(const Canvas& canvas) {
  return prefix_of(canvas, [&](Position pos) { return !canvas.is_open(pos); });
}

// Without revision a committed token is as final as a stable one.
PositionRange unchanging_prefix(const Canvas& canvas, const DecodeConfig& config) {
  if (config.revise.mode == ReviseMode::kOff) return filled_prefix(canvas);
  return prefix_of(canvas, [&](Position pos) {
    const PositionState state = canvas.state(pos);
    return state == PositionState::kStable || state == PositionState::kPrompt;
  });
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
  const PositionRange prefix = unchanging_prefix(state.canvas, config);
  const std::optional<Position> end =
      config.stop_at_eos ? answer_end(state.canvas, config) : std::nullopt;
  const bool cut = end && prefix.contains(*end);
  return cut ? PositionRange(prefix.first(), Position(end->value + 1)) : prefix;
}

}  // namespace llada
