#include "model/head.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.h"

namespace llada {
namespace {

TokenStats unknown_stats() {
  TokenStats stats;
  stats.top_probability = stats.sampled_probability = std::numeric_limits<double>::quiet_NaN();
  return stats;
}

}  // namespace

void StatsAccumulator::consider_sample(TokenId token, double logit, Position position, const HeadRule& rule) {
  if (token == rule.mask) return;
  const double u = uniform(rule.seed, RandomStream::kTokenGumbel, static_cast<std::uint32_t>(rule.step.value),
                           static_cast<std::uint32_t>(position.value),
                           static_cast<std::uint32_t>(token.value));
  const double score = logit - rule.temperature * std::log(-std::log(u));
  if (sampled_.token.value < 0 || score > sampled_.score) sampled_ = {token, logit, score};
}

void StatsAccumulator::add(std::span<const float> logits, int first_token, Position position,
                           const HeadRule& rule) {
  std::vector<float> allowed;  // a copy, where a token of this slice is banned
  for (const TokenId token : rule.banned) {
    const auto index = static_cast<std::size_t>(token.value - first_token);
    if (index >= logits.size() || !std::isfinite(logits[index])) continue;
    if (allowed.empty()) allowed.assign(logits.begin(), logits.end());
    allowed[index] = -INFINITY;
  }
  const std::span<const float> counted = allowed.empty() ? logits : std::span<const float>(allowed);
  for (std::size_t i = 0; rule.temperature > 0 && i < counted.size(); ++i) {
    if (std::isfinite(counted[i])) consider_sample(TokenId(first_token + static_cast<int>(i)), counted[i], position, rule);
  }
  sums_.merge(sum_tokens(counted, {}, first_token));
}

void StatsAccumulator::add(std::span<const float> logits, const LogitSums& sums, int first_token) {
  sums_.merge(sum_tokens(logits, sums, first_token));
}

void StatsAccumulator::add_slice(std::span<const float> logits, int first_token, Position position,
                                 const HeadRule& rule, LogitSums (*sums_of)(std::span<const float>)) {
  const int end = first_token + static_cast<int>(logits.size());
  const bool plain = rule.temperature <= 0 && std::none_of(rule.banned.begin(), rule.banned.end(), [&](TokenId token) {
    return token.value >= first_token && token.value < end;
  });
  plain ? add(logits, sums_of(logits), first_token) : add(logits, first_token, position, rule);
}

void StatsAccumulator::merge(const StatsAccumulator& later) {
  sums_.merge(later.sums_);
  const bool better = sampled_.token.value < 0 || later.sampled_.score > sampled_.score;
  if (later.sampled_.token.value >= 0 && better) sampled_ = later.sampled_;
}

TokenStats StatsAccumulator::finish(const HeadRule& rule) const {
  TokenStats stats = stats_of(sums_, rule);
  if (rule.temperature <= 0 || sums_.top < 0 || sums_.broken) return stats;
  stats.sampled = sampled_.token;
  stats.sampled_probability =
      sampled_.token.value < 0 ? 0.0 : std::exp(sampled_.logit - sums_.top_logit) / sums_.sum;
  return stats;
}

int head_slice_panels(int panels) { return std::clamp(panels / 64, 4, 64); }

TokenStats stats_of(const TokenSums& sums, const HeadRule& rule) {
  if (sums.top < 0 || sums.broken) return unknown_stats();
  const auto probability = [&](std::int32_t token, double logit) {
    return token < 0 ? 0.0 : std::exp(logit - sums.top_logit) / sums.sum;
  };
  TokenStats stats;
  stats.top = TokenId(sums.top);
  stats.top_probability = probability(sums.top, sums.top_logit);
  stats.second = TokenId(sums.second);
  stats.second_probability = probability(sums.second, sums.second_logit);
  stats.entropy = std::max(0.0, std::log(sums.sum) - sums.weighted / sums.sum);
  const bool top_is_mask = stats.top == rule.mask;
  stats.sampled = top_is_mask ? stats.second : stats.top;
  stats.sampled_probability = top_is_mask ? stats.second_probability : stats.top_probability;
  return stats;
}

}  // namespace llada
