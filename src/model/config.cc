#include "model/config.h"

#include <array>

namespace llada {
namespace {

// Larger than any published model by an order of magnitude; keeps every product below in 64 bits.
constexpr std::int64_t kMaxExtent = 1 << 24;
constexpr std::int64_t kMaxLayers = 4096;
constexpr int kLladaMoeMask = 156895;  // GGUF files of LLaDA-MoE carry no mask key

struct ArchitectureTraits {
  std::string_view name;
  std::string_view hf_model_type;
  bool rope_interleaved_in_gguf;
  bool shift_logits;      // when the file does not say
  bool moe_normalise;
};
constexpr std::array<ArchitectureTraits, 4> kArchitectures{{
    {"llada", "llada", true, false, false},
    {"llada-moe", "llada_moe", false, false, false},
    {"dream", "dream", false, true, false},
    {"rnd1", "rnd1", false, true, true},
}};

std::string known_architectures() {
  std::string names;
  for (const auto& arch : kArchitectures) {
    if (!names.empty()) names += ", ";
    names += arch.name;
  }
  return names;
}

// Reads `PREFIX.key` of a GGUF file within bounds.
class GgufReader {
 public:
  GgufReader(const GgufMetadata& metadata, std::string prefix)
      : metadata_(metadata), prefix_(std::move(prefix)) {}

  Result<std::optional<int>> optional_extent(std::string_view key, std::int64_t max = kMaxExtent) const {
    const std::string full = prefix_ + std::string(key);
    LLADA_TRY(value, metadata_.integer(full));
    if (!value) return std::optional<int>{};
    if (*value < 1 || *value > max) {
      return fail(ErrorCode::kFormat, "metadata key {}: {} is outside 1..{}", full, *value, max);
    }
    return std::optional<int>(static_cast<int>(*value));
  }
  Result<int> extent(std::string_view key, std::int64_t max = kMaxExtent) const {
    LLADA_TRY(value, optional_extent(key, max));
    if (value) return *value;
    return fail(ErrorCode::kFormat, "metadata key {}{} is missing; the file is not a complete model",
                prefix_, key);
  }
  Result<double> real(std::string_view key, double fallback) const {
    LLADA_TRY(value, metadata_.real(prefix_ + std::string(key)));
    return value.value_or(fallback);
  }
  Result<bool> flag(std::string_view key, bool fallback) const {
    LLADA_TRY(value, metadata_.boolean(prefix_ + std::string(key)));
    return value.value_or(fallback);
  }

 private:
  const GgufMetadata& metadata_;
  std::string prefix_;
};

Status read_gguf_shape(const GgufReader& keys, ModelConfig& config) {
  LLADA_TRY(layers, keys.extent("block_count", kMaxLayers));
  LLADA_TRY(hidden, keys.extent("embedding_length"));
  LLADA_TRY(heads, keys.extent("attention.head_count"));
  LLADA_TRY(kv_heads, keys.optional_extent("attention.head_count_kv"));
  LLADA_TRY(head_dim, keys.optional_extent("attention.key_length"));
  LLADA_TRY(ffn, keys.optional_extent("feed_forward_length"));
  LLADA_TRY(context, keys.optional_extent("context_length"));
  LLADA_TRY(vocabulary, keys.optional_extent("vocab_size"));
  config.layers = layers;
  config.hidden = hidden;
  config.heads = heads;
  config.kv_heads = kv_heads.value_or(heads);
  config.head_dim = head_dim.value_or(hidden / heads);
  config.ffn = ffn.value_or(0);
  config.context = context.value_or(4096);
  config.vocabulary = vocabulary.value_or(0);
  return {};
}

Status read_gguf_numbers(const GgufReader& keys, ModelConfig& config) {
  LLADA_TRY(theta, keys.real("rope.freq_base", 10000));
  LLADA_TRY(epsilon, keys.real("attention.layer_norm_rms_epsilon", 1e-5));
  LLADA_TRY(rope_dims, keys.optional_extent("rope.dimension_count"));
  LLADA_TRY(causal, keys.flag("attention.causal", false));
  if (causal) {
    return fail(ErrorCode::kUnsupported,
                "metadata key {}.attention.causal is true: this is not a diffusion model",
                config.architecture);
  }
  config.rope_theta = theta;
  config.rms_epsilon = static_cast<float>(epsilon);
  config.rope_dims = rope_dims.value_or(config.head_dim);
  return {};
}

Status read_gguf_moe(const GgufReader& keys, MoeConfig& moe) {
  LLADA_TRY(experts, keys.optional_extent("expert_count"));
  if (!experts) return {};
  LLADA_TRY(used, keys.extent("expert_used_count"));
  LLADA_TRY(width, keys.optional_extent("expert_feed_forward_length"));
  LLADA_TRY(gate, keys.optional_extent("expert_gating_func", 2));
  LLADA_TRY(normalise, keys.flag("expert_weights_norm", moe.normalise));
  LLADA_TRY(scale, keys.real("expert_weights_scale", 1));
  moe.experts = *experts;
  moe.experts_used = used;
  moe.expert_ffn = width.value_or(0);
  moe.gate = gate.value_or(1) == 2 ? RouterGate::kSigmoid : RouterGate::kSoftmax;
  moe.normalise = normalise;
  moe.scale = scale == 0 ? 1 : scale;
  return {};
}

const ArchitectureTraits* architecture_by(std::string_view ArchitectureTraits::*field,
                                          std::string_view value) {
  for (const auto& arch : kArchitectures) {
    if (arch.*field == value) return &arch;
  }
  return nullptr;
}

// Reads config.json under any of the names the model families use for one thing.
class HfReader {
 public:
  explicit HfReader(const Json& config) : config_(config) {}

  [[nodiscard]] const Json* find(std::initializer_list<const char*> keys) const {
    for (const char* key : keys) {
      const auto found = config_.find(key);
      if (found != config_.end() && !found->is_null()) return &*found;
    }
    return nullptr;
  }
  Result<std::optional<int>> optional_extent(std::initializer_list<const char*> keys) const {
    const Json* value = find(keys);
    if (value == nullptr) return std::optional<int>{};
    if (!value->is_number_integer() || *value < 1 || *value > kMaxExtent) {
      return fail(ErrorCode::kFormat, "config.json: /{}: expected an integer in 1..{}, found {}",
                  *keys.begin(), kMaxExtent, write_json(*value));
    }
    return std::optional<int>(value->get<int>());
  }
  Result<int> extent(std::initializer_list<const char*> keys) const {
    LLADA_TRY(value, optional_extent(keys));
    if (value) return *value;
    return fail(ErrorCode::kFormat, "config.json: /{} is missing", *keys.begin());
  }
  Result<double> real(std::initializer_list<const char*> keys, double fallback) const {
    const Json* value = find(keys);
    if (value == nullptr) return fallback;
    if (!value->is_number()) {
      return fail(ErrorCode::kFormat, "config.json: /{}: expected a number, found {}", *keys.begin(),
                  write_json(*value));
    }
    return value->get<double>();
  }
  Result<bool> flag(std::initializer_list<const char*> keys, bool fallback) const {
    const Json* value = find(keys);
    if (value == nullptr) return fallback;
    if (!value->is_boolean()) {
      return fail(ErrorCode::kFormat, "config.json: /{}: expected true or false, found {}",
                  *keys.begin(), write_json(*value));
    }
    return value->get<bool>();
  }

 private:
  const Json& config_;
};

Status read_hf_shape(const HfReader& keys, ModelConfig& config) {
  LLADA_TRY(layers, keys.extent({"num_hidden_layers", "n_layers"}));
  LLADA_TRY(hidden, keys.extent({"hidden_size", "d_model"}));
  LLADA_TRY(heads, keys.extent({"num_attention_heads", "n_heads"}));
  LLADA_TRY(kv_heads, keys.optional_extent({"num_key_value_heads", "n_kv_heads"}));
  LLADA_TRY(head_dim, keys.optional_extent({"head_dim"}));
  LLADA_TRY(ffn, keys.optional_extent({"intermediate_size", "mlp_hidden_size", "dense_intermediate_size"}));
  LLADA_TRY(context, keys.optional_extent({"max_position_embeddings", "max_sequence_length"}));
  LLADA_TRY(vocabulary, keys.extent({"embedding_size", "vocab_size"}));
  if (layers > kMaxLayers) {
    return fail(ErrorCode::kFormat, "config.json: {} layers; at most {} are allowed", layers, kMaxLayers);
  }
  config.layers = layers;
  config.hidden = hidden;
  config.heads = heads;
  config.kv_heads = kv_heads.value_or(heads);
  config.head_dim = head_dim.value_or(hidden / heads);
  config.ffn = ffn.value_or(0);
  config.context = context.value_or(4096);
  config.vocabulary = vocabulary;
  return {};
}

Status read_hf_numbers(const HfReader& keys, ModelConfig& config) {
  LLADA_TRY(theta, keys.real({"rope_theta"}, 10000));
  LLADA_TRY(epsilon, keys.real({"rms_norm_eps"}, 1e-5));
  LLADA_TRY(rotated, keys.real({"partial_rotary_factor"}, 1));
  LLADA_TRY(tied, keys.flag({"tie_word_embeddings", "weight_tying"}, false));
  LLADA_TRY(mask, keys.optional_extent({"mask_token_id"}));
  config.rope_theta = theta;
  config.rms_epsilon = static_cast<float>(epsilon);
  if (!(rotated > 0 && rotated <= 1)) {
    return fail(ErrorCode::kFormat, "config.json: /partial_rotary_factor: {} is outside (0, 1]", rotated);
  }
  config.rope_dims = static_cast<int>(config.head_dim * rotated);
  config.tied_head = tied;
  if (mask) config.mask = TokenId(*mask);
  return {};
}

Status read_hf_moe(const HfReader& keys, MoeConfig& moe) {
  LLADA_TRY(experts, keys.optional_extent({"num_experts"}));
  if (!experts) return {};
  LLADA_TRY(used, keys.extent({"num_experts_per_tok"}));
  LLADA_TRY(width, keys.optional_extent({"moe_intermediate_size", "expert_intermediate_size"}));
  LLADA_TRY(scale, keys.real({"routed_scaling_factor"}, 1));
  moe.experts = *experts;
  moe.experts_used = used;
  moe.expert_ffn = width.value_or(0);
  moe.scale = scale;
  return {};
}

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-') c = '_';
  }
  return text;
}

}  // namespace

Result<ModelConfig> config_from_gguf(const GgufMetadata& metadata) {
  LLADA_TRY(name, metadata.string("general.architecture"));
  if (name == nullptr) {
    return fail(ErrorCode::kFormat, "metadata key general.architecture is missing; not a model file");
  }
  const ArchitectureTraits* arch = architecture_by(&ArchitectureTraits::name, *name);
  if (arch == nullptr) {
    return fail(ErrorCode::kUnsupported, "architecture '{}' is not supported; known: {}", *name,
                known_architectures());
  }
  ModelConfig config;
  config.architecture = *name;
  config.rope_interleaved = arch->rope_interleaved_in_gguf;
  config.moe.normalise = arch->moe_normalise;
  const GgufReader keys(metadata, *name + ".");
  LLADA_CHECK(read_gguf_shape(keys, config));
  LLADA_CHECK(read_gguf_numbers(keys, config));
  LLADA_CHECK(read_gguf_moe(keys, config.moe));
  LLADA_TRY(shift, metadata.boolean("diffusion.shift_logits"));
  config.shift_logits = shift.value_or(arch->shift_logits);
  LLADA_TRY(title, metadata.string("general.name"));
  if (title != nullptr) config.name = *title;
  LLADA_TRY(mask, metadata.integer("tokenizer.ggml.mask_token_id"));
  if (mask && *mask >= 0 && *mask < kMaxExtent) config.mask = TokenId(static_cast<int>(*mask));
  if (!config.mask && *name == "llada-moe") config.mask = TokenId(kLladaMoeMask);
  return config;
}

Result<ModelConfig> config_from_hf(const Json& json) {
  if (!json.is_object()) return fail(ErrorCode::kFormat, "config.json: expected an object");
  const auto type = json.find("model_type");
  if (type == json.end() || !type->is_string()) {
    return fail(ErrorCode::kFormat, "config.json: /model_type is missing; not a model folder");
  }
  const std::string model_type = lower_case(type->get<std::string>());
  const ArchitectureTraits* arch = architecture_by(&ArchitectureTraits::hf_model_type, model_type);
  if (arch == nullptr) {
    return fail(ErrorCode::kUnsupported, "config.json: /model_type '{}' is not supported; known: {}",
                type->get<std::string>(), known_architectures());
  }
  ModelConfig config;
  config.architecture = arch->name;
  config.shift_logits = arch->shift_logits;
  config.moe.normalise = arch->moe_normalise;
  const HfReader keys(json);
  LLADA_CHECK(read_hf_shape(keys, config));
  LLADA_CHECK(read_hf_numbers(keys, config));
  LLADA_CHECK(read_hf_moe(keys, config.moe));
  return config;
}

void config_to_gguf(const ModelConfig& config, GgufMetadata& metadata) {
  const std::string& arch = config.architecture;
  const auto extent = [&](const char* key, int value) {
    metadata.set(arch + "." + key, static_cast<std::uint32_t>(value));
  };
  metadata.set("general.architecture", arch);
  if (!config.name.empty()) metadata.set("general.name", config.name);
  extent("block_count", config.layers);
  extent("context_length", config.context);
  extent("embedding_length", config.hidden);
  extent("vocab_size", config.vocabulary);
  extent("attention.head_count", config.heads);
  extent("attention.head_count_kv", config.kv_heads);
  extent("attention.key_length", config.head_dim);
  extent("attention.value_length", config.head_dim);
  extent("rope.dimension_count", config.rope_dims);
  if (config.ffn > 0) extent("feed_forward_length", config.ffn);
  metadata.set(arch + ".attention.layer_norm_rms_epsilon", config.rms_epsilon);
  metadata.set(arch + ".rope.freq_base", static_cast<float>(config.rope_theta));
  metadata.set(arch + ".attention.causal", false);
  metadata.set("diffusion.shift_logits", config.shift_logits);
  if (config.mask) {
    metadata.set("tokenizer.ggml.mask_token_id", static_cast<std::uint32_t>(config.mask->value));
  }
  if (config.moe.experts == 0) return;
  extent("expert_count", config.moe.experts);
  extent("expert_used_count", config.moe.experts_used);
  extent("expert_feed_forward_length", config.moe.expert_ffn);
  extent("expert_gating_func", config.moe.gate == RouterGate::kSigmoid ? 2 : 1);
  metadata.set(arch + ".expert_weights_norm", config.moe.normalise);
  metadata.set(arch + ".expert_weights_scale", static_cast<float>(config.moe.scale));
}

Result<ModelConfig> config_of_shape(std::string_view shape) {
  ModelConfig config;
  config.name = std::string(shape) + " (random weights)";
  config.rope_interleaved = true;
  if (shape == "llada-8b") {
    config.architecture = "llada";
    config.layers = 32, config.hidden = 4096, config.heads = config.kv_heads = 32;
    config.head_dim = 128, config.ffn = 12288, config.vocabulary = 126464, config.context = 4096;
    config.rope_theta = 500000, config.mask = TokenId(126336);
  } else if (shape == "dream-7b") {
    config.architecture = "dream";
    config.layers = 28, config.hidden = 3584, config.heads = 28, config.kv_heads = 4;
    config.head_dim = 128, config.ffn = 18944, config.vocabulary = 152064, config.context = 2048;
    config.rope_theta = 1e6, config.rms_epsilon = 1e-6f, config.mask = TokenId(151666);
    config.rope_interleaved = false, config.qkv_bias = true, config.shift_logits = true;
  } else if (shape == "llada-mini") {
    config.architecture = "llada";
    config.layers = 4, config.hidden = 256, config.heads = config.kv_heads = 4;
    config.head_dim = 64, config.ffn = 768, config.vocabulary = 1024, config.context = 512;
    config.mask = TokenId(1023);
  } else {
    return fail(ErrorCode::kUsage, "--shape '{}' is unknown; known: llada-8b, dream-7b, llada-mini", shape);
  }
  config.rope_dims = config.head_dim;
  return config;
}

Status check_config(const ModelConfig& config) {
  if (config.heads % config.kv_heads != 0) {
    return fail(ErrorCode::kFormat, "{} attention heads do not divide into {} key-value heads",
                config.heads, config.kv_heads);
  }
  if (config.head_dim < 1 || config.head_dim > 4096) {
    return fail(ErrorCode::kFormat, "head dimension {} is outside 1..4096", config.head_dim);
  }
  if (std::int64_t{config.heads} * config.head_dim > kMaxExtent) {
    return fail(ErrorCode::kFormat, "{} heads of {} are more than {} columns", config.heads,
                config.head_dim, kMaxExtent);
  }
  if (config.rope_dims < 2 || config.rope_dims % 2 != 0 || config.rope_dims > config.head_dim) {
    return fail(ErrorCode::kFormat, "rope dimensions {} must be even and within the head's {}",
                config.rope_dims, config.head_dim);
  }
  if (!(config.rope_theta > 0) || !(config.rms_epsilon >= 0)) {
    return fail(ErrorCode::kFormat, "rope base {} must be positive and RMS epsilon {} not negative",
                config.rope_theta, config.rms_epsilon);
  }
  if (config.moe.experts > 0 && config.moe.experts_used > config.moe.experts) {
    return fail(ErrorCode::kFormat, "{} experts used of {}", config.moe.experts_used, config.moe.experts);
  }
  if (config.mask && (config.mask->value < 0 || config.mask->value >= config.vocabulary)) {
    return fail(ErrorCode::kFormat, "mask token {} is outside the vocabulary of {}", config.mask->value,
                config.vocabulary);
  }
  return {};
}

}  // namespace llada
