// What the head reports of a row: statistics gathered while the vocabulary streams by, so that logits
// are never stored.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.h"
#include "kernels/logit_sums.h"
#include "kernels/token_sums.h"

namespace llada {

struct HeadRow {
  int row = 0;        // index into the rows of the last forward pass
  Position position;  // position predicted; names the Gumbel noise
};

// How tokens are chosen. Gumbel-max in float64: argmax of l - T ln(-ln u), u = uniform(seed,
// kTokenGumbel, step, position, token).
struct HeadRule {
  double temperature = 0;  // 0: greedy
  std::uint64_t seed = 0;
  Step step;
  std::span<const TokenId> banned;  // logit -inf: out of the distribution
  TokenId mask{-1};                 // never sampled, but part of the distribution
};

struct TokenStats {
  TokenId top{-1};            // most probable token; ties: the lowest id
  double top_probability = 0;
  TokenId second{-1};
  double second_probability = 0;
  double entropy = 0;         // nats, of the whole distribution
  TokenId sampled{-1};        // greedy: top, or second where top is the mask
  double sampled_probability = 0;
};

// Probabilities are NaN where a logit was not a number or none was finite.

// Streaming accumulator over slices of one row's logits, in float64. Slices are added in ascending
// order of tokens; partial accumulators are merged in that order too.
class StatsAccumulator {
 public:
  void add(std::span<const float> logits, int first_token, Position position, const HeadRule& rule);
  // The same from sums that a kernel took; for greedy decoding and no banned token among them.
  void add(std::span<const float> logits, const LogitSums& sums, int first_token);
  // Either of the two, as the rule asks: `sums_of` is a kernel set's logit_sums.
  void add_slice(std::span<const float> logits, int first_token, Position position, const HeadRule& rule,
                 LogitSums (*sums_of)(std::span<const float>));
  void merge(const StatsAccumulator& later);
  [[nodiscard]] TokenStats finish(const HeadRule& rule) const;

 private:
  struct Sample {
    TokenId token{-1};
    double logit = 0;
    double score = 0;  // logit plus noise
  };
  void consider_sample(TokenId token, double logit, Position position, const HeadRule& rule);

  TokenSums sums_;
  Sample sampled_;
};

// Panels of the head whose statistics are summed at a time: fixed by the vocabulary, never by the number of
// threads or by what computes it, so that statistics merge in one order everywhere.
[[nodiscard]] int head_slice_panels(int panels);

// What the decoder is told about a row whose tokens sum to `sums`; for greedy decoding.
[[nodiscard]] TokenStats stats_of(const TokenSums& sums, const HeadRule& rule);

}  // namespace llada
