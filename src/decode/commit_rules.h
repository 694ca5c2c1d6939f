// Which of a step's candidates are committed: each rule on its own, over plain values. Candidates
// come in ascending position, and so do those chosen; all are masked positions of one block, and
// every other position of that block is filled. Rank: confidence descending, then position
// ascending.
#pragma once

#include <cstddef>
#include <vector>

#include "base/ids.h"

namespace llada {

struct Candidate {
  Position position;
  TokenId token;
  double probability = 0;  // what the model says, for the reader
  double confidence = 0;   // what the rule ranks and compares; never NaN
};

using Candidates = std::vector<Candidate>;

[[nodiscard]] Candidates commit_best(Candidates candidates, std::size_t count);

// All with confidence >= threshold.
[[nodiscard]] Candidates pass_threshold(Candidates candidates, double threshold);

// Confidence >= threshold while every candidate further left passes too, >= far_threshold beyond
// the first that does not.
[[nodiscard]] Candidates pass_frontier(const Candidates& candidates, double threshold,
                                       double far_threshold);

// The best one, and all with confidence >= threshold (Fast-dLLM).
[[nodiscard]] Candidates commit_above(Candidates candidates, double threshold);

// The n best, for the largest n >= 1 with n = 1 or (n + 1)(1 - c_n) < factor (Fast-dLLM,
// arXiv:2505.22618). Their code differs: it takes <=, and the last candidate wherever it is
// reached.
[[nodiscard]] Candidates commit_factor(Candidates candidates, double factor);

// Those that pass_frontier() lets pass; the best one where that leaves none.
[[nodiscard]] Candidates commit_frontier(Candidates candidates, double threshold,
                                         double far_threshold);

}  // namespace llada
