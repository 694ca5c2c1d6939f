// Random tasks and settings for the comparisons with the oracles.
#pragma once

#include <random>
#include <vector>

#include "decode/decoder.h"
#include "toy_run.h"

namespace llada::test {

class RandomCase {
 public:
  explicit RandomCase(std::uint64_t seed) : random_(seed) {}

  int number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  double real(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  bool chance(double p) { return real(0, 1) < p; }
  template <class T>
  T one_of(std::initializer_list<T> choices) {
    return choices.begin()[number(0, static_cast<int>(choices.size()) - 1)];
  }

  ToyModel model() { return {random_(), number(5, 12)}; }

  ToyModel steady_model() { return {random_(), number(5, 12), number(1, 4)}; }

  // A prompt, in which the mask id may stand as text, and a run of masks.
  ToyTask continuation(const ToyModel& model) {
    ToyTask task;
    task.mask = number(0, model.vocab() - 1);
    for (int i = number(0, 5); i > 0; --i) add(task, number(0, model.vocab() - 1), false);
    for (int i = number(1, 20); i > 0; --i) add(task, task.mask, true);
    return task;
  }

  // Fixed text with holes, at least one.
  ToyTask infill(const ToyModel& model) {
    ToyTask task = continuation(model);
    for (std::size_t i = 0; i < task.tokens.size(); ++i) {
      task.holes[i] = chance(0.5);
      task.tokens[i] = task.holes[i] ? task.mask : number(0, model.vocab() - 1);
    }
    const auto sure = static_cast<std::size_t>(number(0, static_cast<int>(task.holes.size()) - 1));
    task.holes[sure] = true;
    task.tokens[sure] = task.mask;
    return task;
  }

  // Everything that no commit rule or cache mode decides.
  DecodeConfig settings(const ToyModel& model, const ToyTask& task) {
    DecodeConfig config;
    config.seed = random_();
    config.block = number(1, 9);
    config.temperature = chance(0.4) ? real(0.1, 2) : 0;
    config.cfg_scale = chance(0.3) ? real(0.1, 3) : 0;
    config.shift_logits = chance(0.3);
    config.stop_at_eos = chance(0.5);
    for (TokenId& token : text_tokens(model, task, number(0, 2)))
      config.end_tokens.push_back(token);
    if (chance(0.3)) config.zero_confidence = text_tokens(model, task, 2);
    if (chance(0.3)) config.banned = text_tokens(model, task, 1);
    return config;
  }

 private:
  static void add(ToyTask& task, int token, bool hole) {
    task.tokens.push_back(token);
    task.holes.push_back(hole);
  }

  std::vector<TokenId> text_tokens(const ToyModel& model, const ToyTask& task, int count) {
    std::vector<TokenId> tokens;
    while (static_cast<int>(tokens.size()) < count) {
      const int token = number(0, model.vocab() - 1);
      if (token != task.mask) tokens.emplace_back(token);
    }
    return tokens;
  }

  std::mt19937_64 random_;
};

}  // namespace llada::test
