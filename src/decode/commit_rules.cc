#include "decode/commit_rules.h"

#include <algorithm>
#include <utility>

namespace llada {
namespace {

bool ranks_before(const Candidate& a, const Candidate& b) {
  if (a.confidence != b.confidence) return a.confidence > b.confidence;
  return a.position < b.position;
}

bool stands_before(const Candidate& a, const Candidate& b) { return a.position < b.position; }

Candidates ranked(Candidates candidates) {
  std::sort(candidates.begin(), candidates.end(), ranks_before);
  return candidates;
}

}  // namespace

Candidates commit_best(Candidates candidates, std::size_t count) {
  Candidates best = ranked(std::move(candidates));
  best.resize(std::min(count, best.size()));
  std::sort(best.begin(), best.end(), stands_before);
  return best;
}

Candidates pass_threshold(Candidates candidates, double threshold) {
  std::erase_if(candidates, [=](const Candidate& c) { return c.confidence < threshold; });
  return candidates;
}

Candidates pass_frontier(const Candidates& candidates, double threshold, double far_threshold) {
  Candidates passing;
  bool contiguous = true;
  for (const Candidate& candidate : candidates) {
    const bool passes = candidate.confidence >= (contiguous ? threshold : far_threshold);
    if (passes) passing.push_back(candidate);
    contiguous = contiguous && passes;
  }
  return passing;
}

Candidates commit_above(Candidates candidates, double threshold) {
  Candidates passing = pass_threshold(candidates, threshold);
  return passing.empty() ? commit_best(std::move(candidates), 1) : passing;
}

Candidates commit_factor(Candidates candidates, double factor) {
  const Candidates best = ranked(candidates);
  // (n + 1)(1 - c_n) grows with n, so the largest n that passes ends the run of those that do.
  std::size_t n = 1;
  while (n < best.size() && static_cast<double>(n + 2) * (1 - best[n].confidence) < factor) ++n;
  return commit_best(std::move(candidates), n);
}

Candidates commit_frontier(Candidates candidates, double threshold, double far_threshold) {
  Candidates passing = pass_frontier(candidates, threshold, far_threshold);
  return passing.empty() ? commit_best(std::move(candidates), 1) : passing;
}

}  // namespace llada
