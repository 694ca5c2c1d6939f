#include "decode/dream.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/random.h"
#include "decode/blocks.h"
#include "decode/schedule.h"

namespace llada {
namespace {

double draw(const DecodeState& state, const DecodeConfig& config, RandomStream stream,
            Position pos) {
  return uniform(config.seed, stream, static_cast<std::uint32_t>(state.timestep),
                 static_cast<std::uint32_t>(pos.value));
}

float share_now(const DecodeState& state, const DecodeConfig& config) {
  return dream_share(dream_timesteps(state.canvas, config), config.dream_epsilon, state.timestep);
}

// kOrigin: each mask becomes text with the timestep's probability, whatever the model says of it.
bool flips(const DecodeState& state, const DecodeConfig& config, Position pos, float share) {
  return draw(state, config, RandomStream::kDreamOrigin, pos) < static_cast<double>(share);
}

Candidates commit_flipped(const Candidates& candidates, const DecodeState& state,
                          const DecodeConfig& config) {
  const float share = share_now(state, config);
  Candidates flipped;
  for (const Candidate& candidate : candidates) {
    if (flips(state, config, candidate.position, share)) flipped.push_back(candidate);
  }
  return flipped;
}

}  // namespace

double dream_confidence(const RowStats& row, DreamOrder order) {
  switch (order) {
    case DreamOrder::kTopkMargin:
      return row.top_probability - row.second_probability;
    case DreamOrder::kEntropy:
      return -row.entropy;
    case DreamOrder::kMaskgitPlus:
    case DreamOrder::kOrigin:
      break;
  }
  return row.sampled_probability;
}

int dream_commit_count(const DecodeState& state, const DecodeConfig& config) {
  const std::vector<Position> masked = masked_in(state.canvas, state.canvas.generated());
  const float share = share_now(state, config);
  if (config.dream_order != DreamOrder::kOrigin)
    return dream_quota(static_cast<int>(masked.size()), share);
  return static_cast<int>(std::count_if(masked.begin(), masked.end(), [&](Position pos) {
    return flips(state, config, pos, share);
  }));
}

Candidates commit_dream(Candidates candidates, const DecodeState& state,
                        const DecodeConfig& config) {
  if (config.dream_order == DreamOrder::kOrigin) return commit_flipped(candidates, state, config);
  if (config.dream_order_temperature > 0) {
    for (Candidate& candidate : candidates) {
      const double u = draw(state, config, RandomStream::kDreamOrder, candidate.position);
      candidate.confidence =
          candidate.confidence / config.dream_order_temperature - std::log(-std::log(u));
    }
  }
  const int count = dream_commit_count(state, config);
  return commit_best(std::move(candidates), static_cast<std::size_t>(count));
}

}  // namespace llada
