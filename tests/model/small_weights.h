// A model of two small layers, and every byte of its packed weights.
#pragma once

#include <cstddef>
#include <vector>

#include "model/random_model.h"
#include "model/weights.h"

namespace llada::test {

inline ModelConfig small_config(bool experts) {
  ModelConfig config = config_of_shape("llada-mini").value();
  config.layers = 2, config.hidden = 64, config.heads = config.kv_heads = 2, config.head_dim = config.rope_dims = 32;
  config.ffn = 96, config.vocabulary = 100, config.mask = TokenId(99);
  if (experts) config.architecture = "llada-moe", config.moe.experts = 5, config.moe.experts_used = 2, config.moe.expert_ffn = 32;
  return config;
}

inline std::vector<std::byte> bytes_of(const PackedMatrix& matrix) {
  if (matrix.panels() == 0) return {};
  return {matrix.panel(0), matrix.panel(0) + matrix.size_bytes()};
}

inline std::vector<std::vector<std::byte>> all_bytes(const Weights& weights) {
  std::vector<std::vector<std::byte>> all = {bytes_of(weights.embedding()), bytes_of(weights.head())};
  for (int index = 0; index < weights.config().layers; ++index) {
    const LayerWeights& layer = weights.layer(index);
    for (const auto* matrix : {&layer.query, &layer.key, &layer.value, &layer.output, &layer.router,
                               &layer.dense.gate, &layer.dense.up, &layer.dense.down}) {
      all.push_back(bytes_of(*matrix));
    }
    for (const FeedForward& expert : layer.experts) {
      for (const auto* matrix : {&expert.gate, &expert.up, &expert.down}) all.push_back(bytes_of(*matrix));
    }
  }
  return all;
}

}  // namespace llada::test
