// How many positions a step commits, for the rules that fix it in advance.
#pragma once

#include "decode/decoder.h"

namespace llada {

// LLaDA get_num_transfer_tokens: `masks` spread over `steps`, the first masks % steps get one more.
[[nodiscard]] int quota(int masks, int steps, int step);

// Steps of the current block: config.steps shared out in proportion to the positions to fill, at
// least one a block. Equal blocks that divide `steps` get steps / blocks each, as in LLaDA
// generate.py; with steps = 0 every block gets as many as it has positions to fill.
[[nodiscard]] int steps_of_block(const DecodeState& state, const DecodeConfig& config);

// Timesteps of Dream's schedule: config.steps, or one per position to fill.
[[nodiscard]] int dream_timesteps(const Canvas& canvas, const DecodeConfig& config);

// Dream, t = linspace(1, epsilon, timesteps + 1): the share 1 - s/t of the masks that timestep
// `index` turns into text, 1 at the last. Float32 with torch.linspace's order of operations,
// because the count below truncates.
[[nodiscard]] float dream_share(int timesteps, double epsilon, int index);
[[nodiscard]] int dream_quota(int masks, float share);

}  // namespace llada
