#include "decode/schedule.h"

#include <algorithm>

#include "decode/blocks.h"

namespace llada {
namespace {

// torch.linspace(1, end, points)[index]: from the start in the first half, from the end in the
// second.
float linspace_from_one(float end, int points, int index) {
  const float stride = (end - 1.0f) / static_cast<float>(points - 1);
  if (index < points / 2) return 1.0f + stride * static_cast<float>(index);
  return end - stride * static_cast<float>(points - index - 1);
}

}  // namespace

int quota(int masks, int steps, int step) { return masks / steps + (step < masks % steps ? 1 : 0); }

int steps_of_block(const DecodeState& state, const DecodeConfig& config) {
  const Canvas& canvas = state.canvas;
  const PositionRange block = current_block(state, config);
  const std::int64_t before = fillable_in(canvas, {canvas.generated().first(), block.first()});
  const std::int64_t here = fillable_in(canvas, block);
  const std::int64_t total = fillable_in(canvas, canvas.generated());
  const std::int64_t steps = config.steps == 0 ? total : config.steps;
  return static_cast<int>(
      std::max<std::int64_t>(1, steps * (before + here) / total - steps * before / total));
}

int dream_timesteps(const Canvas& canvas, const DecodeConfig& config) {
  return config.steps == 0 ? fillable_in(canvas, canvas.generated()) : config.steps;
}

float dream_share(int timesteps, double epsilon, int index) {
  if (index >= timesteps - 1) return 1.0f;
  const float end = static_cast<float>(epsilon);
  const float t = linspace_from_one(end, timesteps + 1, index);
  const float s = linspace_from_one(end, timesteps + 1, index + 1);
  return 1.0f - s / t;
}

int dream_quota(int masks, float share) {
  return static_cast<int>(static_cast<float>(masks) * share);
}

}  // namespace llada
