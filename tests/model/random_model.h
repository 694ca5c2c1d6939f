// Writes a small GGUF model with random weights of any configuration, for tests.
#pragma once

#include <cmath>
#include <filesystem>
#include <vector>

#include "base/random.h"
#include "formats/gguf_writer.h"
#include "formats/quant.h"
#include "model/model_files.h"

namespace llada::test {

class RandomModel {
 public:
  RandomModel(ModelConfig config, TensorType type, std::uint64_t seed = 7)
      : config_(std::move(config)), type_(type), seed_(seed) {}

  Status write(const std::filesystem::path& path) {
    const ModelConfig& c = config_;
    matrix("token_embd.weight", c.hidden, c.vocabulary);
    for (int layer = 0; layer < c.layers; ++layer) add_layer(layer);
    vector("output_norm.weight", c.hidden, 1);
    if (!c.tied_head) matrix("output.weight", c.hidden, c.vocabulary);
    GgufMetadata metadata;
    config_to_gguf(c, metadata);
    LLADA_TRY(writer, GgufWriter::create(path, metadata, plans_));
    for (const auto& data : data_) LLADA_CHECK(writer.append(data));
    return writer.finish();
  }

 private:
  void add_layer(int layer) {
    const ModelConfig& c = config_;
    const auto name = [&](const char* part, const char* suffix = "weight") { return layer_tensor(layer, part, suffix); };
    vector(name("attn_norm"), c.hidden, 1);
    vector(name("ffn_norm"), c.hidden, 1);
    matrix(name("attn_q"), c.hidden, c.query_width());
    matrix(name("attn_k"), c.hidden, c.kv_width());
    matrix(name("attn_v"), c.hidden, c.kv_width());
    matrix(name("attn_output"), c.query_width(), c.hidden);
    if (c.qkv_bias) {
      vector(name("attn_q", "bias"), c.query_width(), 0);
      vector(name("attn_k", "bias"), c.kv_width(), 0);
      vector(name("attn_v", "bias"), c.kv_width(), 0);
    }
    if (c.qk_norm) {
      vector(name("attn_q_norm"), c.head_dim, 1);
      vector(name("attn_k_norm"), c.head_dim, 1);
    }
    if (c.moe.experts == 0) {
      matrix(name("ffn_gate"), c.hidden, c.ffn);
      matrix(name("ffn_up"), c.hidden, c.ffn);
      matrix(name("ffn_down"), c.ffn, c.hidden);
      return;
    }
    add(name("ffn_gate_inp"), TensorType::kF32, {c.hidden, c.moe.experts}, 0, 3 / std::sqrt(c.hidden));
    matrix(name("ffn_gate_exps"), c.hidden, c.moe.expert_ffn, c.moe.experts);
    matrix(name("ffn_up_exps"), c.hidden, c.moe.expert_ffn, c.moe.experts);
    matrix(name("ffn_down_exps"), c.moe.expert_ffn, c.hidden, c.moe.experts);
  }
  void matrix(const std::string& name, int inputs, int outputs, int stack = 0) {
    std::vector<int> dims{inputs, outputs};
    if (stack > 0) dims.push_back(stack);
    add(name, type_, dims, 0, 1.5 / std::sqrt(inputs));
  }
  void vector(const std::string& name, int size, double mean) { add(name, TensorType::kF32, {size}, mean, 0.2); }

  void add(const std::string& name, TensorType type, const std::vector<int>& dims, double mean, double spread) {
    GgufTensorPlan plan;
    plan.name = name;
    plan.type = type;
    plan.rank = static_cast<int>(dims.size());
    std::size_t count = 1;
    for (std::size_t axis = 0; axis < dims.size(); ++axis) {
      plan.dims[axis] = static_cast<std::uint64_t>(dims[axis]);
      count *= static_cast<std::size_t>(dims[axis]);
    }
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
      const double u = uniform(seed_, RandomStream::kWeights, static_cast<std::uint32_t>(plans_.size()), static_cast<std::uint32_t>(i));
      values[i] = static_cast<float>(mean + spread * (2 * u - 1) * 1.7);
    }
    std::vector<std::byte> bytes(*bytes_of(type, count));
    if (!encode_blocks(type, values, bytes)) throw std::runtime_error("cannot encode " + name);
    plans_.push_back(plan);
    data_.push_back(std::move(bytes));
  }

  ModelConfig config_;
  TensorType type_;
  std::uint64_t seed_;
  std::vector<GgufTensorPlan> plans_;
  std::vector<std::vector<std::byte>> data_;
};

}  // namespace llada::test
