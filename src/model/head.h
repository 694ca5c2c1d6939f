// What the head reports of a row: statistics gathered while the vocabulary streams by, so that logits
// are never stored.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.h"
#include "kernels/logit_sums.h"

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
  // The same from sums that a kernel took; for finite logits, greedy decoding and no banned token among
  // them. sums.finite must hold.
  void add(std::span<const float> logits, const LogitSums& sums, int first_token);
  void merge(const StatsAccumulator& later);
  [[nodiscard]] TokenStats finish(const HeadRule& rule) const;

 private:
  struct Candidate {
    TokenId token{-1};
    double logit = 0;
    double score = 0;  // logit plus noise
  };
  void consider(TokenId token, double logit, Position position, const HeadRule& rule);

  Candidate top_, second_, sampled_;
  bool any_ = false;        // a finite logit was seen
  bool broken_ = false;     // so was NaN or +infinity
  double max_ = 0;          // largest logit so far
  double sum_ = 0;          // sum of exp(l - max)
  double weighted_sum_ = 0; // sum of (l - max) exp(l - max)
};

}  // namespace llada
