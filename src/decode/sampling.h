// From one row of logits to RowStats, when raw logits are asked for (classifier-free guidance, Dream's
// truncated distributions). The streaming head gives the same answers for the greedy and Gumbel rules.
#pragma once

#include <span>

#include "decode/decoder.h"

namespace llada {

// logits: [vocab]. LLaDA: candidate = argmax(l - T ln(-ln u)), probability from the plain softmax in
// float64. Dream: softmax after temperature, top-p and top-k; `top`, `second`, entropy and
// probabilities are of that distribution, `sampled` is drawn from it.
[[nodiscard]] RowStats row_stats(std::span<const float> logits, Position position, Step step,
                                 const SamplingRule& rule);

// l = l_u + (s + 1)(l_c - l_u), in place over the conditional row.
void apply_guidance(std::span<float> conditional, std::span<const float> unconditional, double scale);

// Uniform draw behind the Gumbel noise of (step, position, token): shared with the streaming head.
[[nodiscard]] double gumbel_uniform(const SamplingRule& rule, Step step, Position position, TokenId token);

}  // namespace llada
