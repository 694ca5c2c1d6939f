// From one row of logits to RowStats, when raw logits are asked for (classifier-free guidance,
// Dream's truncated distributions). The streaming head gives the same answers for the greedy and
// Gumbel rules.
#pragma once

#include <span>

#include "decode/decoder.h"

namespace llada {

// logits: [vocab]. LLaDA: candidate = argmax(l - T ln(-ln u)), probability from the plain softmax
// in float64. Dream: softmax after temperature, top-p and top-k; `top`, `second`, entropy and
// probabilities are of that distribution, `sampled` is drawn from it (by the same Gumbel noise) and
// the entropy is -sum p ln(p + 1e-10) as in its reference. Where the mask is all that a truncation
// left, `sampled` is the most probable other token and its probability 0. A row with fewer than two
// possible tokens, or logits that are not numbers, gives NaN for them all.
[[nodiscard]] RowStats row_stats(std::span<const float> logits, Position position, Step step,
                                 const SamplingRule& rule);

// l = l_u + (s + 1)(l_c - l_u) in float32, in place over the conditional row; both rows are
// [vocab].
void apply_guidance(std::span<float> conditional, std::span<const float> unconditional,
                    double scale);

// Uniform draw behind the Gumbel noise of (step, position, token): shared with the streaming head.
[[nodiscard]] double gumbel_uniform(const SamplingRule& rule, Step step, Position position,
                                    TokenId token);

}  // namespace llada
