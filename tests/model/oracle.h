// A second, literal implementation of the model families in float64: one position at a time, loops as
// the formulas stand, no packing, no cache. Shares nothing with src/model but the file reader.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "formats/quant.h"
#include "model/model_files.h"

namespace llada::test {

using Vector = std::vector<double>;

class Oracle {
 public:
  explicit Oracle(const ModelFiles& files) : files_(files), config_(files.config()) {}

  // [positions][vocabulary]
  std::vector<Vector> logits(const std::vector<int>& tokens) {
    std::vector<Vector> x;
    const auto& table = weights("token_embd.weight");
    for (int token : tokens) {
      const auto begin = table.begin() + std::ptrdiff_t{token} * config_.hidden;
      x.emplace_back(begin, begin + config_.hidden);
    }
    for (int layer = 0; layer < config_.layers; ++layer) {
      attention(layer, x);
      for (Vector& row : x) feed_forward(layer, row);
    }
    std::vector<Vector> out;
    const std::string head = files_.find("output.weight") != nullptr ? "output.weight" : "token_embd.weight";
    for (const Vector& row : x) out.push_back(linear(head, norm(row, "output_norm.weight"), config_.vocabulary));
    return out;
  }

 private:
  const std::vector<float>& weights(const std::string& name) {
    auto [entry, fresh] = decoded_.try_emplace(name);
    if (fresh) {
      const TensorView* tensor = files_.find(name);
      entry->second.resize(tensor->elements());
      decode_blocks(tensor->type, tensor->data, entry->second);
    }
    return entry->second;
  }
  Vector linear(const std::string& name, const Vector& x, int outputs, std::size_t skip = 0) {
    const auto& w = weights(name);
    Vector y(static_cast<std::size_t>(outputs), 0.0);
    for (std::size_t o = 0; o < y.size(); ++o) {
      for (std::size_t i = 0; i < x.size(); ++i) y[o] += double{w[(skip + o) * x.size() + i]} * x[i];
    }
    return y;
  }
  Vector norm(const Vector& x, const std::string& name) {
    double sum = 0;
    for (double v : x) sum += v * v;
    const double scale = 1 / std::sqrt(sum / static_cast<double>(x.size()) + config_.rms_epsilon);
    Vector y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = x[i] * scale * weights(name)[i];
    return y;
  }
  void rotate(Vector& head, int pos) const {
    for (int i = 0; i < config_.rope_dims / 2; ++i) {
      const double angle = pos / std::pow(config_.rope_theta, 2.0 * i / config_.rope_dims);
      const auto a = static_cast<std::size_t>(config_.rope_interleaved ? 2 * i : i);
      const auto b = static_cast<std::size_t>(config_.rope_interleaved ? 2 * i + 1 : i + config_.rope_dims / 2);
      const double x = head[a], y = head[b];
      head[a] = x * std::cos(angle) - y * std::sin(angle);
      head[b] = x * std::sin(angle) + y * std::cos(angle);
    }
  }
  // [heads][head_dim] of one position
  std::vector<Vector> heads(int layer, char kind, const Vector& x, int count, int pos) {
    const std::string part = std::string("attn_") + kind;
    Vector flat = linear(layer_tensor(layer, part), x, count * config_.head_dim);
    if (files_.find(layer_tensor(layer, part, "bias")) != nullptr) {
      for (std::size_t i = 0; i < flat.size(); ++i) flat[i] += weights(layer_tensor(layer, part, "bias"))[i];
    }
    std::vector<Vector> out;
    for (int h = 0; h < count; ++h) {
      Vector head(flat.begin() + h * config_.head_dim, flat.begin() + (h + 1) * config_.head_dim);
      if (kind != 'v') {
        const std::string norm_name = layer_tensor(layer, part + "_norm");
        if (files_.find(norm_name) != nullptr) head = norm(head, norm_name);
        rotate(head, pos);
      }
      out.push_back(head);
    }
    return out;
  }
  void attention(int layer, std::vector<Vector>& x) {
    std::vector<std::vector<Vector>> q, k, v;
    for (std::size_t pos = 0; pos < x.size(); ++pos) {
      const Vector h = norm(x[pos], layer_tensor(layer, "attn_norm"));
      q.push_back(heads(layer, 'q', h, config_.heads, static_cast<int>(pos)));
      k.push_back(heads(layer, 'k', h, config_.kv_heads, static_cast<int>(pos)));
      v.push_back(heads(layer, 'v', h, config_.kv_heads, static_cast<int>(pos)));
    }
    for (std::size_t pos = 0; pos < x.size(); ++pos) {
      Vector mixed;
      for (std::size_t h = 0; h < static_cast<std::size_t>(config_.heads); ++h) {
        const std::size_t kv = h * static_cast<std::size_t>(config_.kv_heads) / static_cast<std::size_t>(config_.heads);
        const Vector head = attend(q[pos][h], k, v, kv);
        mixed.insert(mixed.end(), head.begin(), head.end());
      }
      const Vector out = linear(layer_tensor(layer, "attn_output"), mixed, config_.hidden);
      for (std::size_t i = 0; i < out.size(); ++i) x[pos][i] += out[i];
    }
  }
  static Vector attend(const Vector& q, const std::vector<std::vector<Vector>>& k,
                       const std::vector<std::vector<Vector>>& v, std::size_t head) {
    Vector score;
    for (const auto& key : k) {
      double dot = 0;
      for (std::size_t i = 0; i < q.size(); ++i) dot += q[i] * key[head][i];
      score.push_back(dot / std::sqrt(static_cast<double>(q.size())));
    }
    const double max = *std::max_element(score.begin(), score.end());
    double sum = 0;
    for (double& s : score) sum += s = std::exp(s - max);
    Vector out(q.size(), 0.0);
    for (std::size_t pos = 0; pos < v.size(); ++pos) {
      for (std::size_t i = 0; i < out.size(); ++i) out[i] += score[pos] / sum * v[pos][head][i];
    }
    return out;
  }
  Vector swiglu(const std::string& gate, const std::string& up, const std::string& down, const Vector& h,
                int width, int expert) {
    const auto skip = static_cast<std::size_t>(expert * width);
    Vector g = linear(gate, h, width, skip);
    const Vector u = linear(up, h, width, skip);
    for (std::size_t i = 0; i < g.size(); ++i) g[i] = g[i] / (1 + std::exp(-g[i])) * u[i];
    return linear(down, g, config_.hidden, static_cast<std::size_t>(expert * config_.hidden));
  }
  void feed_forward(int layer, Vector& x) {
    const Vector h = norm(x, layer_tensor(layer, "ffn_norm"));
    const auto name = [&](const char* part) { return layer_tensor(layer, part); };
    if (config_.moe.experts == 0) {
      const Vector y = swiglu(name("ffn_gate"), name("ffn_up"), name("ffn_down"), h, config_.ffn, 0);
      for (std::size_t i = 0; i < x.size(); ++i) x[i] += y[i];
      return;
    }
    Vector p = linear(name("ffn_gate_inp"), h, config_.moe.experts);
    double sum = 0;
    for (double& v : p) sum += v = std::exp(v);
    std::vector<std::pair<double, int>> order;
    for (int e = 0; e < config_.moe.experts; ++e) order.emplace_back(-p[static_cast<std::size_t>(e)] / sum, e);
    std::sort(order.begin(), order.end());
    double chosen = 0;
    for (int i = 0; i < config_.moe.experts_used; ++i) chosen -= order[static_cast<std::size_t>(i)].first;
    for (int i = 0; i < config_.moe.experts_used; ++i) {
      const auto [negative, expert] = order[static_cast<std::size_t>(i)];
      const double weight = -negative / (config_.moe.normalise ? chosen : 1) * config_.moe.scale;
      const Vector y = swiglu(name("ffn_gate_exps"), name("ffn_up_exps"), name("ffn_down_exps"), h,
                              config_.moe.expert_ffn, expert);
      for (std::size_t j = 0; j < x.size(); ++j) x[j] += weight * y[j];
    }
  }

  const ModelFiles& files_;
  const ModelConfig config_;
  std::map<std::string, std::vector<float>> decoded_;
};

}  // namespace llada::test
