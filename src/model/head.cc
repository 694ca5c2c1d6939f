#include "model/head.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.h"

namespace llada {
namespace {

bool contains(std::span<const TokenId> tokens, TokenId token) {
  return std::find(tokens.begin(), tokens.end(), token) != tokens.end();
}

}  // namespace

void StatsAccumulator::consider(TokenId token, double logit, Position position, const HeadRule& rule) {
  if (top_.token.value < 0 || logit > top_.logit) {
    second_ = top_;
    top_ = {token, logit, logit};
  } else if (second_.token.value < 0 || logit > second_.logit) {
    second_ = {token, logit, logit};
  }
  if (rule.temperature <= 0 || token == rule.mask) return;
  const double u = uniform(rule.seed, RandomStream::kTokenGumbel, static_cast<std::uint32_t>(rule.step.value),
                           static_cast<std::uint32_t>(position.value),
                           static_cast<std::uint32_t>(token.value));
  const double score = logit - rule.temperature * std::log(-std::log(u));
  if (sampled_.token.value < 0 || score > sampled_.score) sampled_ = {token, logit, score};
}

void StatsAccumulator::add(std::span<const float> logits, int first_token, Position position,
                           const HeadRule& rule) {
  StatsAccumulator slice;
  const auto counts = [&](double logit, TokenId token) {
    return std::isfinite(logit) && (rule.banned.empty() || !contains(rule.banned, token));
  };
  double max = -INFINITY;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const TokenId token(first_token + static_cast<int>(i));
    const double logit = logits[i];
    if (std::isnan(logit) || logit == INFINITY) broken_ = true;
    if (!counts(logit, token)) continue;
    max = std::max(max, logit);
    slice.consider(token, logit, position, rule);
  }
  if (max == -INFINITY) return;
  slice.any_ = true;
  slice.max_ = max;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double logit = logits[i];
    if (!counts(logit, TokenId(first_token + static_cast<int>(i)))) continue;
    const double weight = std::exp(logit - max);
    slice.sum_ += weight;
    slice.weighted_sum_ += (logit - max) * weight;
  }
  merge(slice);
}

void StatsAccumulator::add(std::span<const float> logits, const LogitSums& sums, int first_token) {
  StatsAccumulator slice;
  const auto candidate = [&](int index) {
    if (index < 0) return Candidate{};
    const double logit = logits[static_cast<std::size_t>(index)];
    return Candidate{TokenId(first_token + index), logit, logit};
  };
  slice.top_ = candidate(sums.top);
  slice.second_ = candidate(sums.second);
  slice.any_ = true;
  slice.max_ = slice.top_.logit;
  slice.sum_ = sums.sum;
  slice.weighted_sum_ = sums.weighted;
  merge(slice);
}

void StatsAccumulator::merge(const StatsAccumulator& later) {
  broken_ = broken_ || later.broken_;
  if (!later.any_) return;
  if (!any_) {
    const bool broken = broken_;
    *this = later;
    broken_ = broken;
    return;
  }
  for (const Candidate& candidate : {later.top_, later.second_}) {
    if (candidate.token.value < 0) continue;
    if (top_.token.value < 0 || candidate.logit > top_.logit) {
      second_ = top_;
      top_ = candidate;
    } else if (second_.token.value < 0 || candidate.logit > second_.logit) {
      second_ = candidate;
    }
  }
  if (later.sampled_.token.value >= 0 &&
      (sampled_.token.value < 0 || later.sampled_.score > sampled_.score)) {
    sampled_ = later.sampled_;
  }
  const double max = std::max(max_, later.max_);
  const double scale = std::exp(max_ - max), later_scale = std::exp(later.max_ - max);
  weighted_sum_ = scale * (weighted_sum_ + (max_ - max) * sum_) +
                  later_scale * (later.weighted_sum_ + (later.max_ - max) * later.sum_);
  sum_ = scale * sum_ + later_scale * later.sum_;
  max_ = max;
}

TokenStats StatsAccumulator::finish(const HeadRule& rule) const {
  TokenStats stats;
  if (!any_ || broken_) {
    stats.top_probability = stats.sampled_probability = std::numeric_limits<double>::quiet_NaN();
    return stats;
  }
  const auto probability = [&](const Candidate& candidate) {
    return candidate.token.value < 0 ? 0.0 : std::exp(candidate.logit - max_) / sum_;
  };
  const Candidate& greedy = top_.token == rule.mask ? second_ : top_;
  const Candidate& sampled = rule.temperature > 0 ? sampled_ : greedy;
  stats.top = top_.token;
  stats.top_probability = probability(top_);
  stats.second = second_.token;
  stats.second_probability = probability(second_);
  stats.entropy = std::max(0.0, std::log(sum_) - weighted_sum_ / sum_);
  stats.sampled = sampled.token;
  stats.sampled_probability = probability(sampled);
  return stats;
}

}  // namespace llada
