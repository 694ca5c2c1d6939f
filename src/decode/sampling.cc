#include "decode/sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/random.h"

namespace llada {
namespace {

using Kind = SamplingRule::Kind;
using Scores = std::vector<double>;  // [vocab], -inf where a token is out

constexpr double kOut = -std::numeric_limits<double>::infinity();
constexpr double kDreamEntropyEpsilon = 1e-10;  // Dream adds it inside the logarithm

TokenId token_at(std::size_t index) { return TokenId(static_cast<std::int32_t>(index)); }

void remove_tokens(Scores& scores, std::span<const TokenId> tokens) {
  for (const TokenId token : tokens) {
    const auto index = static_cast<std::size_t>(token.value);
    if (token.value >= 0 && index < scores.size()) scores[index] = kOut;
  }
}

// Index of the highest value, the lowest index among equals; scores.size() when all are out.
template <class Value>
std::size_t highest(std::size_t count, const Value& value) {
  std::size_t best = count;
  double best_value = kOut;
  for (std::size_t i = 0; i < count; ++i) {
    if (const double candidate = value(i); candidate > best_value) best = i, best_value = candidate;
  }
  return best;
}

std::size_t highest_but(const Scores& scores, std::size_t skipped) {
  return highest(scores.size(), [&](std::size_t i) { return i == skipped ? kOut : scores[i]; });
}

// Softmax whose exponentials are summed in token order.
struct Softmax {
  explicit Softmax(const Scores& scores) : max(*std::max_element(scores.begin(), scores.end())) {
    weights.reserve(scores.size());
    for (const double score : scores) {
      weights.push_back(std::exp(score - max));
      sum += weights.back();
    }
  }
  [[nodiscard]] double operator()(std::size_t i) const { return weights[i] / sum; }

  double max;
  std::vector<double> weights;
  double sum = 0;
};

// -sum p ln p = ln(sum of weights) - mean of the log weights: one logarithm a row, not one a token.
double entropy_of(const Softmax& softmax, const Scores& scores) {
  double mean = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (softmax.weights[i] > 0) mean += softmax(i) * (scores[i] - softmax.max);
  }
  return std::log(softmax.sum) - mean;
}

double dream_entropy_of(const Softmax& softmax) {
  double entropy = 0;
  for (std::size_t i = 0; i < softmax.weights.size(); ++i) {
    entropy -= softmax(i) * std::log(softmax(i) + kDreamEntropyEpsilon);
  }
  return entropy;
}

// Token indices by falling score, lowest index first among equals, as long as `wants_more(index)`.
template <class WantsMore>
void for_each_by_rank(const Scores& scores, const WantsMore& wants_more) {
  std::vector<std::size_t> heap(scores.size());
  for (std::size_t i = 0; i < heap.size(); ++i) heap[i] = i;
  const auto below = [&](std::size_t a, std::size_t b) {
    return scores[a] != scores[b] ? scores[a] < scores[b] : a > b;
  };
  std::make_heap(heap.begin(), heap.end(), below);
  for (auto past = heap.end(); past != heap.begin(); --past) {
    if (!wants_more(heap.front())) return;
    std::pop_heap(heap.begin(), past, below);
  }
}

// Keeps a token while those ranked before it hold at most `top_p` of the probability.
void keep_top_p(Scores& scores, double top_p) {
  const Softmax softmax(scores);
  Scores kept(scores.size(), kOut);
  double before = 0;
  for_each_by_rank(scores, [&](std::size_t i) {
    if (before > top_p) return false;
    kept[i] = scores[i];
    before += softmax(i);
    return true;
  });
  scores = std::move(kept);
}

// Keeps what scores no less than the k-th best: equals of the k-th stay too.
void keep_top_k(Scores& scores, std::size_t k) {
  double bar = kOut;
  std::size_t rank = 0;
  for_each_by_rank(scores, [&](std::size_t i) {
    bar = scores[i];
    return ++rank < k;
  });
  for (double& score : scores) {
    if (score < bar) score = kOut;
  }
}

// A row that is all out, or no numbers, has nothing to truncate.
bool has_maximum(const Scores& scores) {
  return std::all_of(scores.begin(), scores.end(), [](double score) { return score < -kOut; }) &&
         highest_but(scores, scores.size()) < scores.size();
}

// Against the maximum, so that the least temperature overflows to -inf only: a probability of 0.
void apply_temperature(Scores& scores, double temperature) {
  const double max = *std::max_element(scores.begin(), scores.end());
  for (double& score : scores) score = (score - max) / temperature;
}

void truncate(Scores& scores, const SamplingRule& rule) {
  if (rule.temperature > 0) apply_temperature(scores, rule.temperature);
  if (rule.top_p < 1) keep_top_p(scores, rule.top_p);
  if (rule.top_k > 0) keep_top_k(scores, static_cast<std::size_t>(rule.top_k));
}

// Scale of the Gumbel noise on `scores`; Dream has divided them by the temperature already.
double noise_scale(const SamplingRule& rule) {
  if (rule.kind == Kind::kGumbel) return rule.temperature;
  return rule.kind == Kind::kDream && rule.temperature > 0 ? 1 : 0;
}

std::size_t choose(const Scores& scores, Step step, Position position, const SamplingRule& rule) {
  const double scale = noise_scale(rule);
  return highest(scores.size(), [&](std::size_t i) {
    if (token_at(i) == rule.mask || scores[i] == kOut) return kOut;
    if (scale == 0) return scores[i];
    return scores[i] -
           scale * std::log(-std::log(gumbel_uniform(rule, step, position, token_at(i))));
  });
}

// LLaDA takes the zero-confidence tokens out once the token is chosen, so the others share their
// part.
double confidence_of(std::size_t token, const Softmax& softmax, const Scores& scores,
                     const SamplingRule& rule) {
  if (rule.zero_confidence.empty()) return softmax(token);
  Scores rest = scores;
  remove_tokens(rest, rule.zero_confidence);
  return rest[token] == kOut ? 0 : Softmax(rest)(token);
}

RowStats not_numbers(Position position) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  return {position, kNoToken, kNan, kNoToken, kNan, kNan, kNoToken, kNan};
}

// Statistics of `scores`; `plain`, not truncated, names the tokens where a truncation left too few.
RowStats stats_of(const Scores& scores, const Scores& plain, Position position, Step step,
                  const SamplingRule& rule) {
  const std::size_t vocab = scores.size();
  const Softmax softmax(scores);
  const std::size_t top = highest_but(scores, vocab);
  std::size_t second = highest_but(scores, top);
  if (second == vocab) second = highest_but(plain, top);
  std::size_t chosen = choose(scores, step, position, rule);
  if (chosen == vocab) chosen = highest_but(plain, static_cast<std::size_t>(rule.mask.value));
  if (second == vocab || chosen == vocab) return not_numbers(position);
  const bool dream = rule.kind == Kind::kDream;
  return {position,         token_at(top),
          softmax(top),     token_at(second),
          softmax(second),  dream ? dream_entropy_of(softmax) : entropy_of(softmax, scores),
          token_at(chosen), confidence_of(chosen, softmax, scores, rule)};
}

}  // namespace

RowStats row_stats(std::span<const float> logits, Position position, Step step,
                   const SamplingRule& rule) {
  Scores plain(logits.begin(), logits.end());
  remove_tokens(plain, rule.banned);
  if (!has_maximum(plain)) return not_numbers(position);
  if (rule.kind != Kind::kDream) return stats_of(plain, plain, position, step, rule);
  Scores scores = plain;
  truncate(scores, rule);
  return stats_of(scores, plain, position, step, rule);
}

void apply_guidance(std::span<float> conditional, std::span<const float> unconditional,
                    double scale) {
  const auto weight = static_cast<float>(scale + 1);
  for (std::size_t i = 0; i < std::min(conditional.size(), unconditional.size()); ++i) {
    conditional[i] = unconditional[i] + weight * (conditional[i] - unconditional[i]);
  }
}

double gumbel_uniform(const SamplingRule& rule, Step step, Position position, TokenId token) {
  return uniform(rule.seed, RandomStream::kTokenGumbel, static_cast<std::uint32_t>(step.value),
                 static_cast<std::uint32_t>(position.value),
                 static_cast<std::uint32_t>(token.value));
}

}  // namespace llada
