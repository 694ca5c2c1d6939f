// Softmax statistics of a run of tokens, small enough to keep for every run and merged without the logits.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/logit_sums.h"

namespace llada {

struct TokenSums {
  std::int32_t top = -1;     // token of the largest logit, the lowest of equals; -1: no finite logit
  std::int32_t second = -1;  // of the largest but top; -1: none
  float top_logit = 0;
  float second_logit = 0;
  double sum = 0;       // of e^(l - top_logit)
  double weighted = 0;  // of (l - top_logit) e^(l - top_logit)
  bool broken = false;  // a logit was NaN or +infinity

  // Adds the tokens of `later`, all of them above those summed so far.
  void merge(const TokenSums& later);
};

// Of the logits of tokens from `first_token` on, from what a kernel made of them; where they are not all
// finite it is done here, leaving those of -infinity out.
[[nodiscard]] TokenSums sum_tokens(std::span<const float> logits, const LogitSums& sums, int first_token);

}  // namespace llada
