// The mixture-of-experts half of the layer program: route, gather, run each expert, scatter.
// Formula: specs formats.md 3.1 (softmax or sigmoid, top-k, optional renormalisation, scale).
#include <algorithm>
#include <array>
#include <cmath>

#include "model/forward.h"
#include "model/forward_buffers.h"

namespace llada {
namespace {

void to_probabilities(std::span<float> logits, RouterGate gate) {
  if (gate == RouterGate::kSigmoid) {
    for (float& logit : logits) logit = 1.0f / (1.0f + std::exp(-logit));
    return;
  }
  const float max = *std::max_element(logits.begin(), logits.end());
  float sum = 0;
  for (float& logit : logits) sum += logit = std::exp(logit - max);
  for (float& logit : logits) logit /= sum;
}

// The k largest probabilities, ties to the lowest expert; weights as the configuration wants them.
void choose_experts(std::span<const float> probabilities, const MoeConfig& moe, std::span<ExpertChoice> choices) {
  for (ExpertChoice& choice : choices) choice = {-1, -1};
  for (int expert = 0; expert < moe.experts; ++expert) {
    ExpertChoice next{expert, probabilities[static_cast<std::size_t>(expert)]};
    for (ExpertChoice& kept : choices) {
      if (kept.expert < 0 || next.weight > kept.weight) std::swap(kept, next);
      if (next.expert < 0) break;
    }
  }
  constexpr float kSmallestSum = 6.103515625e-5f;  // 2^-14, the smallest normal f16: llama.cpp's guard
  float sum = 0;
  for (const ExpertChoice& choice : choices) sum += choice.weight;
  const float divisor = moe.normalise ? std::max(sum, kSmallestSum) : 1.0f;
  for (ExpertChoice& choice : choices) choice.weight *= static_cast<float>(moe.scale) / divisor;
}

}  // namespace

void ForwardPass::expert_feed_forward(const LayerWeights& weights) {
  const MoeConfig& moe = weights_.config().moe;
  const auto used = static_cast<std::size_t>(moe.experts_used);
  Buffers& b = *buffers_;
  const MatrixView<float> routing = b.routing.view(rows_);
  multiply(std::array<Product, 1>{{{&weights.router, routing}}});
  for (int row = 0; row < rows_; ++row) {
    to_probabilities(routing.row(row), moe.gate);
    choose_experts(routing.row(row), moe, std::span(b.choices).subspan(static_cast<std::size_t>(row) * used, used));
    std::ranges::fill(b.delta.row(row), 0.0f);
  }
  for (int expert = 0; expert < moe.experts; ++expert) serve_expert(weights, expert);
}

// Rows are added up in ascending order of experts, whatever their weights: one order everywhere.
void ForwardPass::serve_expert(const LayerWeights& weights, int expert) {
  Buffers& b = *buffers_;
  const auto used = static_cast<std::size_t>(weights_.config().moe.experts_used);
  b.expert_rows.clear();
  for (int row = 0; row < rows_; ++row) {
    for (const ExpertChoice& choice : std::span(b.choices).subspan(static_cast<std::size_t>(row) * used, used)) {
      if (choice.expert == expert) b.expert_rows.push_back(row);
    }
  }
  const int count = static_cast<int>(b.expert_rows.size());
  if (count == 0) return;
  const MatrixView<float> gathered = b.gathered.view(count), served = b.served.view(count);
  for (int at = 0; at < count; ++at) std::ranges::copy(b.normed.row(b.expert_rows[at]), gathered.row(at).begin());
  prepare(gathered);
  run_expert(weights.experts[static_cast<std::size_t>(expert)], count, served);
  for (int at = 0; at < count; ++at) {
    const int row = b.expert_rows[static_cast<std::size_t>(at)];
    const auto choices = std::span(b.choices).subspan(static_cast<std::size_t>(row) * used, used);
    const auto chosen = std::ranges::find(choices, expert, &ExpertChoice::expert);
    const auto delta = b.delta.row(row);
    const auto y = served.row(at);
    for (std::size_t i = 0; i < delta.size(); ++i) delta[i] += chosen->weight * y[i];
  }
}

}  // namespace llada
