// A stand-in for a model, cheap and exact: two "layers" of K/V that are hashes. The first depends
// on a row's own token, the second on all first-layer entries the row sees, the logits on all
// second-layer entries. So, as in a transformer, a row computed in another step, with another token
// or left out of the cache changes the logits of every row that sees it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace llada::test {

struct ToyRow {
  int position;
  int token;
  bool probe = false;  // sees its own entry in place of the cached one, which it leaves alone
};

struct ToyCache {
  explicit ToyCache(std::size_t positions) : first(positions), second(positions) {}
  std::vector<std::uint64_t> first, second;
};

using ToyLogits = std::vector<std::vector<float>>;  // [row][vocab]

class ToyModel {
 public:
  // `steady` in four positions look at nothing but themselves: what a later state of the canvas will
  // say there can be foreseen.
  ToyModel(std::uint64_t seed, int vocab, int steady = 0)
      : seed_(seed), vocab_(vocab), steady_(steady) {}
  [[nodiscard]] int vocab() const { return vocab_; }

  // Rows replace their cached entries layer by layer, then every row reads the whole layer.
  ToyLogits forward(const std::vector<ToyRow>& rows, ToyCache& cache) const {
    std::vector<std::uint64_t> first, second;  // what each row makes of itself
    for (const ToyRow& row : rows) first.push_back(mix(mix(seed_, row.position), row.token));
    put(rows, first, cache.first);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      second.push_back(mix(first[i], seen(rows[i], first[i], cache.first)));
    }
    put(rows, second, cache.second);
    ToyLogits logits;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::uint64_t own = mix(seed_, rows[i].position);
      const bool steady = own % 4 < static_cast<std::uint64_t>(steady_);
      logits.push_back(head(steady ? own : mix(second[i], seen(rows[i], second[i], cache.second))));
    }
    return logits;
  }

 private:
  static std::size_t at(const ToyRow& row) { return static_cast<std::size_t>(row.position); }

  static void put(const std::vector<ToyRow>& rows, const std::vector<std::uint64_t>& entries,
                  std::vector<std::uint64_t>& layer) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!rows[i].probe) layer[at(rows[i])] = entries[i];
    }
  }

  // All of a layer as `row` sees it.
  static std::uint64_t seen(const ToyRow& row, std::uint64_t own,
                            const std::vector<std::uint64_t>& layer) {
    if (!row.probe) return fold(layer);
    std::vector<std::uint64_t> view = layer;
    view[at(row)] = own;
    return fold(view);
  }

  // splitmix64's finaliser over a running sum.
  static std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    std::uint64_t z = a * 0x9e3779b97f4a7c15u + b + 0x7f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  static std::uint64_t mix(std::uint64_t a, int b) { return mix(a, static_cast<std::uint64_t>(b)); }

  static std::uint64_t fold(const std::vector<std::uint64_t>& layer) {
    std::uint64_t sum = 1;
    for (const std::uint64_t entry : layer) sum = mix(sum, entry);
    return sum;
  }

  // From flat to nearly certain rows. One in four is one of three recurring rows, so that
  // confidences tie exactly across positions; one in four has whole numbers, so that tokens tie
  // within a row.
  [[nodiscard]] std::vector<float> head(std::uint64_t hidden) const {
    if (hidden % 4 == 0) hidden = mix(seed_, hidden / 4 % 3);
    constexpr float kScales[] = {1, 4, 12, 30};
    const float scale = kScales[hidden / 64 % 4];
    std::vector<float> logits;
    for (int token = 0; token < vocab_; ++token) {
      const auto bits = static_cast<std::uint32_t>(mix(hidden, token) >> 40);
      const float logit = scale * static_cast<float>(bits) * 0x1p-24f;
      logits.push_back(hidden / 256 % 4 == 0 ? std::round(logit) : logit);
    }
    return logits;
  }

  std::uint64_t seed_;
  int vocab_;
  int steady_;
};

// l = l_u + (s + 1)(l_c - l_u), written out again for the oracles.
inline void guide(ToyLogits& conditional, const ToyLogits& unconditional, double scale) {
  for (std::size_t row = 0; row < conditional.size(); ++row) {
    for (std::size_t token = 0; token < conditional[row].size(); ++token) {
      const float u = unconditional[row][token];
      conditional[row][token] = u + static_cast<float>(scale + 1) * (conditional[row][token] - u);
    }
  }
}

}  // namespace llada::test
