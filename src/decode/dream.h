// Dream's own way of choosing what to commit (HKUNLP/Dream, generation_utils.py): a timestep
// schedule over all masks, and four orders.
#pragma once

#include "decode/commit_rules.h"
#include "decode/decoder.h"

namespace llada {

// What the order ranks by: probability of the chosen token, margin of the two best, or negative
// entropy.
[[nodiscard]] double dream_confidence(const RowStats& row, DreamOrder order);

// How many masks the state's timestep turns into text; known before the forward, for every order.
[[nodiscard]] int dream_commit_count(const DecodeState& state, const DecodeConfig& config);

// The candidates that the state's timestep commits. With an order temperature positions are drawn
// without replacement from softmax(confidence / temperature), as the top of Gumbel-perturbed
// scores.
[[nodiscard]] Candidates commit_dream(Candidates candidates, const DecodeState& state,
                                      const DecodeConfig& config);

}  // namespace llada
