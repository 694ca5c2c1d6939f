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

Candidates commit_above(Candidates candidates, double threshold) {
  const auto passes = [=](const Candidate& c) { return c.confidence >= threshold; };
  const auto passing = std::count_if(candidates.begin(), candidates.end(), passes);
  return commit_best(std::move(candidates),
                     std::max<std::size_t>(1, static_cast<std::size_t>(passing)));
}

Candidates commit_factor(Candidates candidates, double factor) {
  const Candidates best = ranked(candidates);
  // (n + 1)(1 - c_n) grows with n, so the largest n that passes ends the run of those that do.
  std::size_t n = 1;
  while (n < best.size() && static_cast<double>(n + 2) * (1 - best[n].confidence) < factor) ++n;
  return commit_best(std::move(candidates), n);
}

Candidates commit_frontier(Candidates candidates, double threshold, double far_threshold) {
  Candidates chosen;
  bool contiguous = true;
  for (const Candidate& candidate : candidates) {
    const bool commit = candidate.confidence >= (contiguous ? threshold : far_threshold);
    if (commit) chosen.push_back(candidate);
    contiguous = contiguous && commit;
  }
  return chosen.empty() ? commit_best(std::move(candidates), 1) : chosen;
}

}  // namespace llada
