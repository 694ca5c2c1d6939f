#include "model/weights.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "formats/quant.h"

namespace llada {
namespace {

// Mapped pages are given back after this much has been packed, so that loading needs little more than
// the packed copy.
constexpr std::size_t kReleaseBytes = std::size_t{8} << 20;

// Source of tensors for Weights::build: a model on disk.
class FileSource {
 public:
  FileSource(const ModelFiles& files, const KernelSet& kernels, const Progress& progress,
             const CancelFlag* cancel)
      : files_(files), kernels_(kernels), progress_(progress), cancel_(cancel) {}

  Result<PackedMatrix> matrix(const std::string& name, int outputs, int inputs) {
    LLADA_TRY(rows, files_.matrix(name, outputs, inputs));
    return pack(rows);
  }
  Result<PackedMatrix> expert(int layer, std::string_view part, int expert, int outputs, int inputs) {
    LLADA_TRY(rows, files_.expert(layer, part, expert, outputs, inputs));
    return pack(rows);
  }
  Result<std::vector<float>> vector(const std::string& name, int size, float) {
    return files_.vector(name, size);
  }

 private:
  Result<PackedMatrix> pack(const TensorRows& rows) {
    if (cancel_ != nullptr && cancel_->cancelled()) return fail(ErrorCode::kCancelled, "loading cancelled");
    const std::size_t row_bytes = rows.row(0).size();
    const int release_rows = std::max(1, static_cast<int>(kReleaseBytes / row_bytes));
    int released = 0;
    const auto row = [&](int output) {
      if (output - released >= release_rows) {
        release(rows, released, output);
        released = output;
      }
      return rows.row(output);
    };
    auto packed = PackedMatrix::pack(kernels_.layout, rows.tensor->type, rows.outputs, rows.inputs, row);
    release(rows, released, rows.outputs);
    if (!packed) return fail_at(rows.tensor->name, std::move(packed).error());
    done_ += row_bytes * static_cast<std::size_t>(rows.outputs);
    if (progress_) progress_("load", done_, files_.file_bytes());
    return packed;
  }

  static void release(const TensorRows& rows, int begin, int end) {
    if (rows.tensor->file == nullptr || begin >= end) return;
    const std::byte* first = rows.row(begin).data();
    const auto last = rows.row(end - 1);
    rows.tensor->file->release({first, last.data() + last.size()});
  }

  const ModelFiles& files_;
  const KernelSet& kernels_;
  const Progress& progress_;
  const CancelFlag* cancel_;
  std::uint64_t done_ = 0;
};

// Source of tensors for Weights::build: random numbers. Rows are drawn from a small pool per width, so
// that an 8B shape is ready in seconds; memory traffic and arithmetic are those of a real model.
class RandomSource {
 public:
  RandomSource(TensorType type, const KernelSet& kernels, std::uint64_t seed, const Progress& progress,
               const ModelConfig& config)
      : type_(type), kernels_(kernels), seed_(seed), progress_(progress), layers_(config.layers) {}

  Result<PackedMatrix> matrix(const std::string&, int outputs, int inputs) {
    LLADA_TRY(pool, pool_for(inputs));
    const std::size_t row_bytes = pool->size() / kPoolRows;
    const int shift = static_cast<int>(next_matrix_++);
    if (progress_) progress_("random weights", next_matrix_, static_cast<std::uint64_t>(layers_) * 7 + 2);
    return PackedMatrix::pack(kernels_.layout, type_, outputs, inputs, [&](int output) {
      const auto row = static_cast<std::size_t>(output + shift) % kPoolRows;
      return std::span<const std::byte>(*pool).subspan(row * row_bytes, row_bytes);
    });
  }
  Result<PackedMatrix> expert(int, std::string_view, int, int outputs, int inputs) {
    return matrix({}, outputs, inputs);
  }
  Result<std::vector<float>> vector(const std::string&, int size, float mean) {
    return std::vector<float>(static_cast<std::size_t>(size), mean);
  }

 private:
  static constexpr std::size_t kPoolRows = 61;  // prime: neighbouring panels never repeat in step

  Result<std::vector<std::byte>*> pool_for(int inputs) {
    for (auto& [width, pool] : pools_) {
      if (width == inputs) return &pool;
    }
    const std::size_t count = kPoolRows * static_cast<std::size_t>(inputs);
    const auto bytes = bytes_of(type_, count);
    if (!bytes || !bytes_of(type_, static_cast<std::uint64_t>(inputs))) {
      return fail(ErrorCode::kUnsupported, "--type {}: rows of {} are no multiple of its block",
                  traits(type_).name, inputs);
    }
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
      const double u = uniform(seed_, RandomStream::kWeights, static_cast<std::uint32_t>(inputs),
                               static_cast<std::uint32_t>(i));
      const double centred = 2 * u - 1;  // scaled so that activations keep their size through the layers
      values[i] = static_cast<float>((centred == 0 ? 0.5 : centred) / std::sqrt(inputs / 3.0));
    }
    std::vector<std::byte> blocks(*bytes);
    LLADA_CHECK(encode_blocks(type_, values, blocks));
    pools_.emplace_back(inputs, std::move(blocks));
    return &pools_.back().second;
  }

  TensorType type_;
  const KernelSet& kernels_;
  std::uint64_t seed_;
  const Progress& progress_;
  int layers_;
  std::uint64_t next_matrix_ = 0;
  std::vector<std::pair<int, std::vector<std::byte>>> pools_;
};

template <class Source>
Status build_attention(const ModelConfig& config, Source& source, int index, LayerWeights& layer) {
  const auto name = [&](std::string_view part, std::string_view suffix = "weight") {
    return layer_tensor(index, part, suffix);
  };
  LLADA_TRY(norm, source.vector(name("attn_norm"), config.hidden, 1));
  LLADA_TRY(query, source.matrix(name("attn_q"), config.query_width(), config.hidden));
  LLADA_TRY(key, source.matrix(name("attn_k"), config.kv_width(), config.hidden));
  LLADA_TRY(value, source.matrix(name("attn_v"), config.kv_width(), config.hidden));
  LLADA_TRY(output, source.matrix(name("attn_output"), config.hidden, config.query_width()));
  layer.attention_norm = std::move(norm);
  layer.query = std::move(query);
  layer.key = std::move(key);
  layer.value = std::move(value);
  layer.output = std::move(output);
  if (config.qkv_bias) {
    LLADA_TRY(query_bias, source.vector(name("attn_q", "bias"), config.query_width(), 0.01f));
    LLADA_TRY(key_bias, source.vector(name("attn_k", "bias"), config.kv_width(), 0.01f));
    LLADA_TRY(value_bias, source.vector(name("attn_v", "bias"), config.kv_width(), 0.01f));
    layer.query_bias = std::move(query_bias);
    layer.key_bias = std::move(key_bias);
    layer.value_bias = std::move(value_bias);
  }
  if (config.qk_norm) {
    LLADA_TRY(query_norm, source.vector(name("attn_q_norm"), config.head_dim, 1));
    LLADA_TRY(key_norm, source.vector(name("attn_k_norm"), config.head_dim, 1));
    layer.query_norm = std::move(query_norm);
    layer.key_norm = std::move(key_norm);
  }
  return {};
}

template <class Source>
Result<FeedForward> build_expert(const ModelConfig& config, Source& source, int layer, int expert) {
  const int width = config.moe.expert_ffn;
  LLADA_TRY(gate, source.expert(layer, "gate", expert, width, config.hidden));
  LLADA_TRY(up, source.expert(layer, "up", expert, width, config.hidden));
  LLADA_TRY(down, source.expert(layer, "down", expert, config.hidden, width));
  return FeedForward{std::move(gate), std::move(up), std::move(down)};
}

template <class Source>
Status build_feed_forward(const ModelConfig& config, Source& source, int index, LayerWeights& layer) {
  LLADA_TRY(norm, source.vector(layer_tensor(index, "ffn_norm"), config.hidden, 1));
  layer.ffn_norm = std::move(norm);
  if (config.moe.experts == 0) {
    LLADA_TRY(gate, source.matrix(layer_tensor(index, "ffn_gate"), config.ffn, config.hidden));
    LLADA_TRY(up, source.matrix(layer_tensor(index, "ffn_up"), config.ffn, config.hidden));
    LLADA_TRY(down, source.matrix(layer_tensor(index, "ffn_down"), config.hidden, config.ffn));
    layer.dense = FeedForward{std::move(gate), std::move(up), std::move(down)};
    return {};
  }
  LLADA_TRY(router, source.matrix(layer_tensor(index, "ffn_gate_inp"), config.moe.experts, config.hidden));
  layer.router = std::move(router);
  for (int expert = 0; expert < config.moe.experts; ++expert) {
    LLADA_TRY(built, build_expert(config, source, index, expert));
    layer.experts.push_back(std::move(built));
  }
  return {};
}

template <class Visit>
void for_each_matrix(const LayerWeights& layer, const Visit& visit) {
  for (const auto* matrix : {&layer.query, &layer.key, &layer.value, &layer.output, &layer.router}) {
    visit(*matrix);
  }
  const auto visit_ffn = [&](const FeedForward& ffn) {
    for (const auto* matrix : {&ffn.gate, &ffn.up, &ffn.down}) visit(*matrix);
  };
  visit_ffn(layer.dense);
  for (const FeedForward& expert : layer.experts) visit_ffn(expert);
}

}  // namespace

template <class Source>
Result<Weights> Weights::build(const ModelConfig& config, Source& source) {
  Weights weights;
  weights.config_ = config;
  LLADA_TRY(embedding, source.matrix("token_embd.weight", config.vocabulary, config.hidden));
  weights.embedding_ = std::move(embedding);
  for (int index = 0; index < config.layers; ++index) {
    LayerWeights& layer = weights.layers_.emplace_back();
    LLADA_CHECK(build_attention(config, source, index, layer));
    LLADA_CHECK(build_feed_forward(config, source, index, layer));
  }
  LLADA_TRY(norm, source.vector("output_norm.weight", config.hidden, 1));
  weights.output_norm_ = std::move(norm);
  if (!config.tied_head) {
    LLADA_TRY(head, source.matrix("output.weight", config.vocabulary, config.hidden));
    weights.head_ = std::move(head);
  }
  return weights;
}

Result<Weights> Weights::load(const ModelFiles& files, const KernelSet& kernels, const Progress& progress,
                              const CancelFlag* cancel) {
  FileSource source(files, kernels, progress, cancel);
  return build(files.config(), source);
}

Result<Weights> Weights::random(const ModelConfig& config, TensorType type, const KernelSet& kernels,
                                std::uint64_t seed, const Progress& progress) {
  RandomSource source(type, kernels, seed, progress, config);
  return build(config, source);
}

std::uint64_t Weights::packed_bytes() const {
  std::uint64_t bytes = embedding_.size_bytes() + head_.size_bytes();
  for (const LayerWeights& layer : layers_) {
    for_each_matrix(layer, [&](const PackedMatrix& matrix) { bytes += matrix.size_bytes(); });
  }
  return bytes;
}

std::uint64_t Weights::step_bytes() const {
  return packed_bytes() - (config_.tied_head ? 0 : embedding_.size_bytes());
}

std::uint64_t Weights::row_products() const {
  const auto products = [](const PackedMatrix& matrix) {
    return static_cast<std::uint64_t>(matrix.outputs()) * static_cast<std::uint64_t>(matrix.inputs());
  };
  std::uint64_t total = products(head());
  for (const LayerWeights& layer : layers_) {
    std::uint64_t expert_products = 0;
    for (const FeedForward& expert : layer.experts) {
      expert_products += products(expert.gate) + products(expert.up) + products(expert.down);
    }
    for_each_matrix(layer, [&](const PackedMatrix& matrix) { total += products(matrix); });
    if (!layer.experts.empty()) {
      const std::uint64_t experts = layer.experts.size();
      total -= expert_products / experts * (experts - static_cast<std::uint64_t>(config_.moe.experts_used));
    }
  }
  return total;
}

}  // namespace llada
