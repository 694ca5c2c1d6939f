// The block decoders once more, in the most literal way over plain vectors, after the description
// of LLaDA's generate.py and Fast-dLLM's three loops. Nothing of src/decode but the settings is
// used.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/random.h"
#include "decode/decoder.h"
#include "toy_run.h"

namespace llada::test {

struct Pick {
  int position;
  int token;
  double confidence;
};

// The candidate under noise, and its probability under the plain softmax.
inline Pick llada_pick(std::vector<float> logits, int position, int step, int mask,
                       const DecodeConfig& c) {
  constexpr float kOut = -std::numeric_limits<float>::infinity();
  for (const TokenId token : c.banned) logits[static_cast<std::size_t>(token.value)] = kOut;
  Pick pick{position, -1, 0};
  double best = 0;
  for (int token = 0; token < static_cast<int>(logits.size()); ++token) {
    if (token == mask) continue;
    double score = logits[static_cast<std::size_t>(token)];
    if (c.temperature > 0) {
      const double u =
          uniform(c.seed, RandomStream::kTokenGumbel, static_cast<std::uint32_t>(step),
                  static_cast<std::uint32_t>(position), static_cast<std::uint32_t>(token));
      score -= c.temperature * std::log(-std::log(u));
    }
    if (pick.token < 0 || score > best) pick.token = token, best = score;
  }
  for (const TokenId token : c.zero_confidence)
    logits[static_cast<std::size_t>(token.value)] = kOut;
  const double max = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - max);
  pick.confidence =
      std::exp(static_cast<double>(logits[static_cast<std::size_t>(pick.token)]) - max) / sum;
  if (c.remasking == Remasking::kRandom) {
    pick.confidence = uniform(c.seed, RandomStream::kRemaskOrder, static_cast<std::uint32_t>(step),
                              static_cast<std::uint32_t>(position));
  }
  return pick;
}

// Picks come in by position; those to commit go out.
inline std::vector<Pick> by_confidence(std::vector<Pick> picks) {
  std::stable_sort(picks.begin(), picks.end(),
                   [](const Pick& a, const Pick& b) { return a.confidence > b.confidence; });
  return picks;
}

inline std::vector<Pick> quota_rule(const std::vector<Pick>& picks, int masks, int steps,
                                    int step) {
  std::vector<int> transfer(static_cast<std::size_t>(steps), masks / steps);
  for (int i = 0; i < masks % steps; ++i) ++transfer[static_cast<std::size_t>(i)];
  std::vector<Pick> best = by_confidence(picks);
  best.resize(static_cast<std::size_t>(transfer[static_cast<std::size_t>(step)]), Pick{});
  return best;
}

inline std::vector<Pick> threshold_rule(const std::vector<Pick>& picks, double threshold) {
  std::vector<Pick> chosen;
  const std::vector<Pick> best = by_confidence(picks);
  for (std::size_t rank = 0; rank < best.size(); ++rank) {
    if (rank == 0 || best[rank].confidence >= threshold) chosen.push_back(best[rank]);
  }
  return chosen;
}

inline std::vector<Pick> factor_rule(const std::vector<Pick>& picks, double factor) {
  std::vector<Pick> best = by_confidence(picks);
  std::size_t n = best.size();
  while (n > 1 && !(static_cast<double>(n + 1) * (1 - best[n - 1].confidence) < factor)) --n;
  best.resize(n);
  return best;
}

inline std::vector<Pick> frontier_rule(const std::vector<Pick>& picks, double threshold,
                                       double far) {
  std::vector<Pick> chosen;
  for (std::size_t i = 0; i < picks.size(); ++i) {
    const bool all_before = chosen.size() == i;
    const bool near = all_before && picks[i].confidence >= threshold;
    if (near || picks[i].confidence >= far) chosen.push_back(picks[i]);
  }
  if (chosen.empty()) chosen.push_back(by_confidence(picks)[0]);
  return chosen;
}

struct OracleRun {
  std::vector<int> tokens;
  int forwards = 0;
};

class BlockOracle {
 public:
  BlockOracle(const ToyModel& model, const ToyTask& task, const DecodeConfig& config)
      : model_(model), task_(task), c_(config), x_(task.tokens), open_(task.holes) {}

  OracleRun run() {
    const int size = static_cast<int>(x_.size());
    int begin = 0, past = size;
    while (!open(begin)) ++begin;
    while (!open(past - 1)) --past;
    const int total = holes(begin, past);
    const int steps = c_.steps == 0 ? total : c_.steps;
    for (int lo = begin; lo < past; lo += c_.block) {
      const int hi = std::min(lo + c_.block, past);
      const int before = holes(begin, lo), here = holes(lo, hi);
      if (here == 0) continue;
      const int share = std::max(1, steps * (before + here) / total - steps * before / total);
      fill(lo, hi, here, share);
      if (c_.stop_at_eos && ended(begin, hi)) break;
    }
    return {x_, forwards_};
  }

 private:
  [[nodiscard]] bool open(int i) const { return open_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] bool any_open(int lo, int hi) const {
    for (int i = lo; i < hi; ++i) {
      if (open(i)) return true;
    }
    return false;
  }
  [[nodiscard]] int holes(int lo, int hi) const {
    return static_cast<int>(std::count(task_.holes.begin() + lo, task_.holes.begin() + hi, true));
  }

  void fill(int lo, int hi, int masks, int steps) {
    ToyCache cache(x_.size()), unconditional(x_.size());
    for (int i = 0; c_.commit == CommitRule::kQuota ? i < steps : any_open(lo, hi); ++i) {
      const int shift = c_.shift_logits ? 1 : 0;
      const bool whole = c_.cache == CacheMode::kNone || i == 0;
      const int first = whole ? 0 : std::max(lo - shift, 0);
      const int past = whole || c_.cache == CacheMode::kPrefix ? static_cast<int>(x_.size()) : hi;
      ToyLogits logits = model_.forward(rows(first, past, false), cache);
      if (c_.cfg_scale > 0)
        guide(logits, model_.forward(rows(first, past, true), unconditional), c_.cfg_scale);
      std::vector<Pick> picks;
      for (int p = lo; p < hi; ++p) {
        const auto source = static_cast<std::size_t>(std::max(p - shift, 0) - first);
        if (open(p)) picks.push_back(llada_pick(logits[source], p, forwards_, task_.mask, c_));
      }
      const std::vector<Pick> chosen = choose(picks, masks, steps, i);
      for (const Pick& pick : chosen) {
        x_[static_cast<std::size_t>(pick.position)] = pick.token;
        open_[static_cast<std::size_t>(pick.position)] = false;
      }
      if (!chosen.empty()) ++forwards_;  // the reference also runs, in vain, steps that commit none
    }
  }

  [[nodiscard]] std::vector<ToyRow> rows(int first, int past, bool hide_prompt) const {
    std::vector<ToyRow> rows;
    for (int i = first; i < past; ++i) {
      const bool hidden = hide_prompt && !task_.holes[static_cast<std::size_t>(i)];
      rows.push_back({i, hidden ? task_.mask : x_[static_cast<std::size_t>(i)]});
    }
    return rows;
  }

  [[nodiscard]] std::vector<Pick> choose(const std::vector<Pick>& picks, int masks, int steps,
                                         int i) const {
    switch (c_.commit) {
      case CommitRule::kQuota:
        return quota_rule(picks, masks, steps, i);
      case CommitRule::kThreshold:
        return threshold_rule(picks, c_.threshold);
      case CommitRule::kFactor:
        return factor_rule(picks, c_.factor);
      default:
        return frontier_rule(picks, c_.threshold, c_.far_threshold);
    }
  }

  // An end token was generated with no fixed text behind it.
  [[nodiscard]] bool ended(int lo, int hi) const {
    const auto fixed = std::find(task_.holes.rbegin(), task_.holes.rend(), false);
    const int past_fixed = static_cast<int>(task_.holes.rend() - fixed);
    for (int i = std::max(lo, past_fixed); i < hi; ++i) {
      const TokenId token(x_[static_cast<std::size_t>(i)]);
      if (std::find(c_.end_tokens.begin(), c_.end_tokens.end(), token) != c_.end_tokens.end())
        return true;
    }
    return false;
  }

  const ToyModel& model_;
  const ToyTask& task_;
  const DecodeConfig& c_;
  std::vector<int> x_;
  std::vector<bool> open_;
  int forwards_ = 0;
};

}  // namespace llada::test
