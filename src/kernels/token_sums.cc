#include "kernels/token_sums.h"

#include <algorithm>
#include <cmath>

namespace llada {
namespace {

void consider(TokenSums& sums, int token, float logit) {
  if (sums.top < 0 || logit > sums.top_logit) {
    sums.second = sums.top;
    sums.second_logit = sums.top_logit;
    sums.top = token;
    sums.top_logit = logit;
  } else if (sums.second < 0 || logit > sums.second_logit) {
    sums.second = token;
    sums.second_logit = logit;
  }
}

TokenSums sum_finite(std::span<const float> logits, int first_token) {
  TokenSums sums;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (std::isfinite(logits[i])) {
      consider(sums, first_token + static_cast<int>(i), logits[i]);
    } else {
      sums.broken = sums.broken || std::isnan(logits[i]) || logits[i] > 0;
    }
  }
  for (const double logit : logits) {
    if (!std::isfinite(logit)) continue;
    const double weight = std::exp(logit - sums.top_logit);
    sums.sum += weight;
    sums.weighted += (logit - sums.top_logit) * weight;
  }
  return sums;
}

}  // namespace

void TokenSums::merge(const TokenSums& later) {
  broken = broken || later.broken;
  if (later.top < 0) return;
  if (top < 0) {
    const bool was_broken = broken;
    *this = later;
    broken = was_broken;
    return;
  }
  const double before = top_logit, added = later.top_logit;
  consider(*this, later.top, later.top_logit);
  if (later.second >= 0) consider(*this, later.second, later.second_logit);
  const double scale = std::exp(before - top_logit), later_scale = std::exp(added - top_logit);
  weighted = scale * (weighted + (before - top_logit) * sum) +
             later_scale * (later.weighted + (added - top_logit) * later.sum);
  sum = scale * sum + later_scale * later.sum;
}

TokenSums sum_tokens(std::span<const float> logits, const LogitSums& sums, int first_token) {
  if (!sums.finite || sums.top < 0) return sum_finite(logits, first_token);
  TokenSums all;
  all.top = first_token + sums.top;
  all.top_logit = logits[static_cast<std::size_t>(sums.top)];
  if (sums.second >= 0) {
    all.second = first_token + sums.second;
    all.second_logit = logits[static_cast<std::size_t>(sums.second)];
  }
  all.sum = sums.sum;
  all.weighted = sums.weighted;
  return all;
}

}  // namespace llada
