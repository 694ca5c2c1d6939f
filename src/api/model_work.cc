#include "api/model_work.h"

namespace llada {
namespace {

constexpr auto kFeedForwardMatrices = {&FeedForward::gate, &FeedForward::up, &FeedForward::down};

void add_matrices(const FeedForward& part, std::vector<const PackedMatrix*>& matrices) {
  for (const auto matrix : kFeedForwardMatrices) matrices.push_back(&(part.*matrix));
}

void add_matrices(const LayerWeights& layer, std::vector<const PackedMatrix*>& matrices) {
  for (const auto* matrix : {&layer.query, &layer.key, &layer.value, &layer.output})
    matrices.push_back(matrix);
  if (layer.experts.empty()) return add_matrices(layer.dense, matrices);
  matrices.push_back(&layer.router);
  for (const FeedForward& expert : layer.experts) add_matrices(expert, matrices);
}

std::uint64_t size_of(const PackedMatrix& matrix) {
  return static_cast<std::uint64_t>(matrix.outputs()) * static_cast<std::uint64_t>(matrix.inputs());
}

double bytes_of(const FeedForward& part) {
  double bytes = 0;
  for (const auto matrix : kFeedForwardMatrices)
    bytes += static_cast<double>((part.*matrix).size_bytes());
  return bytes;
}

double bytes_of_idle_experts(const Weights& weights, int rows) {
  double bytes = 0;
  for (int index = 0; index < weights.config().layers; ++index) {
    const auto& experts = weights.layer(index).experts;
    for (std::size_t expert = 0; expert < experts.size(); ++expert) {
      if (rows_of_expert(weights.config().moe, rows, static_cast<int>(expert)) == 0)
        bytes += bytes_of(experts[expert]);
    }
  }
  return bytes;
}

std::uint64_t vector_sizes(const LayerWeights& layer) {
  std::uint64_t size = 0;
  for (const auto* vector :
       {&layer.attention_norm, &layer.ffn_norm, &layer.query_norm, &layer.key_norm,
        &layer.query_bias, &layer.key_bias, &layer.value_bias}) {
    size += vector->size();
  }
  return size;
}

}  // namespace

std::vector<const PackedMatrix*> step_matrices(const Weights& weights) {
  std::vector<const PackedMatrix*> matrices;
  for (int layer = 0; layer < weights.config().layers; ++layer)
    add_matrices(weights.layer(layer), matrices);
  matrices.push_back(&weights.head());
  return matrices;
}

int rows_of_expert(const MoeConfig& moe, int rows, int expert) {
  const int served = rows * moe.experts_used;
  return served / moe.experts + (expert < served % moe.experts ? 1 : 0);
}

Work work_of_step(const Weights& weights, int rows) {
  return {static_cast<double>(weights.step_bytes()) - bytes_of_idle_experts(weights, rows),
          2.0 * rows * static_cast<double>(weights.row_products())};
}

std::uint64_t parameters_of(const Weights& weights) {
  std::uint64_t size = weights.output_norm().size();
  for (const PackedMatrix* matrix : step_matrices(weights)) size += size_of(*matrix);
  if (!weights.config().tied_head) size += size_of(weights.embedding());
  for (int layer = 0; layer < weights.config().layers; ++layer)
    size += vector_sizes(weights.layer(layer));
  return size;
}

}  // namespace llada
