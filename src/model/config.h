// The shape of a model and the flags that steer the one layer program: everything a forward pass needs
// to know beyond the weights.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "formats/gguf.h"
#include "formats/json.h"

namespace llada {

enum class RouterGate : std::uint8_t { kSoftmax, kSigmoid };

struct MoeConfig {
  int experts = 0;       // 0: dense feed-forward
  int experts_used = 0;  // top-k
  int expert_ffn = 0;    // inner width of one expert
  RouterGate gate = RouterGate::kSoftmax;
  bool normalise = false;  // divide the chosen weights by their sum
  double scale = 1;        // multiplies the chosen weights
};

struct ModelConfig {
  std::string architecture;  // GGUF name: "llada", "llada-moe", "dream"
  std::string name;          // for people
  int layers = 0;
  int hidden = 0;
  int heads = 0;
  int kv_heads = 0;
  int head_dim = 0;
  int ffn = 0;  // inner width of the dense feed-forward
  int vocabulary = 0;
  int context = 0;  // positions the model was trained for
  double rope_theta = 10000;
  int rope_dims = 0;              // leading dimensions of a head that rotate
  bool rope_interleaved = false;  // pairs (2i, 2i+1) instead of (i, i + rope_dims/2)
  float rms_epsilon = 1e-5f;
  bool qkv_bias = false;
  bool qk_norm = false;
  bool tied_head = false;
  bool shift_logits = false;  // logits row i-1 predicts position i
  MoeConfig moe;
  std::optional<TokenId> mask;

  [[nodiscard]] int query_width() const { return heads * head_dim; }
  [[nodiscard]] int kv_width() const { return kv_heads * head_dim; }
};

// From the metadata of a GGUF file (keys of specs formats.md 3.1). Flags that only the tensors tell
// (biases, QK norm, tied head) stay unset. Errors: kUnsupported for another architecture, kFormat for a
// missing or absurd value, naming the key.
Result<ModelConfig> config_from_gguf(const GgufMetadata& metadata);

// From a Hugging Face config.json. Errors as above, naming the JSON key.
Result<ModelConfig> config_from_hf(const Json& config);

// Writes the keys config_from_gguf reads.
void config_to_gguf(const ModelConfig& config, GgufMetadata& metadata);

// Named shapes for benchmarks without a file: "llada-8b", "dream-7b", "llada-mini". Error: kUsage.
Result<ModelConfig> config_of_shape(std::string_view shape);

// Errors: kFormat naming the first extent that is out of bounds or does not divide.
Status check_config(const ModelConfig& config);

}  // namespace llada
