#include "decode/blocks.h"

#include <algorithm>

namespace llada {
namespace {

int block_length(const Canvas& canvas, const DecodeConfig& config) {
  const int region = std::max(canvas.generated().size(), 1);
  return config.commit == CommitRule::kDream ? region : std::clamp(config.block, 1, region);
}

}  // namespace

int block_count(const Canvas& canvas, const DecodeConfig& config) {
  const int length = block_length(canvas, config);
  const int region = canvas.generated().size();
  return region / length + (region % length != 0 ? 1 : 0);
}

PositionRange block_range(const Canvas& canvas, const DecodeConfig& config, int block_index) {
  const PositionRange region = canvas.generated();
  const int length = block_length(canvas, config);
  const int begin = std::min(block_index * length, region.size());
  const int past = begin + std::min(length, region.size() - begin);
  return {Position(region.first().value + begin), Position(region.first().value + past)};
}

PositionRange current_block(const DecodeState& state, const DecodeConfig& config) {
  return block_range(state.canvas, config, state.block_index);
}

bool computes_canvas(const DecodeState& state, const DecodeConfig& config) {
  const bool once = config.cache == CacheMode::kDual && config.refresh == Refresh::kChanges;
  const int step = once ? state.step.value : state.block_step;
  return config.refresh_interval == 0 ? step == 0 : step % config.refresh_interval == 0;
}

std::vector<Position> masked_in(const Canvas& canvas, PositionRange range) {
  std::vector<Position> masked;
  for (const Position pos : range) {
    if (canvas.is_masked(pos)) masked.push_back(pos);
  }
  return masked;
}

bool any_open(const Canvas& canvas, PositionRange range) {
  return std::any_of(range.begin(), range.end(),
                     [&](Position pos) { return canvas.is_open(pos); });
}

int fillable_in(const Canvas& canvas, PositionRange range) {
  int count = 0;
  for (const Position pos : range) count += canvas.state(pos) != PositionState::kPrompt;
  return count;
}

}  // namespace llada
