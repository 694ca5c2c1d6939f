#include "model/tensor_names.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace llada {
namespace {

using NamePair = std::pair<std::string_view, std::string_view>;

constexpr std::array<NamePair, 3> kLladaTop{{
    {"token_embd.weight", "model.transformer.wte.weight"},
    {"output_norm.weight", "model.transformer.ln_f.weight"},
    {"output.weight", "model.transformer.ff_out.weight"},
}};
constexpr std::array<NamePair, 9> kLladaLayer{{
    {"attn_norm", "attn_norm"}, {"ffn_norm", "ff_norm"},     {"attn_q", "q_proj"},
    {"attn_k", "k_proj"},       {"attn_v", "v_proj"},        {"attn_output", "attn_out"},
    {"ffn_gate", "ff_proj"},    {"ffn_up", "up_proj"},       {"ffn_down", "ff_out"},
}};
constexpr std::array<NamePair, 3> kLlamaTop{{
    {"token_embd.weight", "model.embed_tokens.weight"},
    {"output_norm.weight", "model.norm.weight"},
    {"output.weight", "lm_head.weight"},
}};
constexpr std::array<NamePair, 12> kLlamaLayer{{
    {"attn_norm", "input_layernorm"},
    {"ffn_norm", "post_attention_layernorm"},
    {"attn_q", "self_attn.q_proj"},
    {"attn_k", "self_attn.k_proj"},
    {"attn_v", "self_attn.v_proj"},
    {"attn_output", "self_attn.o_proj"},
    {"attn_q_norm", "self_attn.q_norm"},
    {"attn_k_norm", "self_attn.k_norm"},
    {"ffn_gate", "mlp.gate_proj"},
    {"ffn_up", "mlp.up_proj"},
    {"ffn_down", "mlp.down_proj"},
    {"ffn_gate_inp", "mlp.gate"},
}};

template <std::size_t N>
std::string_view look_up(const std::array<NamePair, N>& names, std::string_view key) {
  for (const auto& [gguf, hf] : names) {
    if (gguf == key) return hf;
  }
  return {};
}

}  // namespace

std::string hf_tensor_name(std::string_view architecture, std::string_view gguf_name) {
  const bool llada = architecture == "llada";
  constexpr std::string_view kLayerPrefix = "blk.";
  if (!gguf_name.starts_with(kLayerPrefix)) {
    return std::string(llada ? look_up(kLladaTop, gguf_name) : look_up(kLlamaTop, gguf_name));
  }
  const std::string_view rest = gguf_name.substr(kLayerPrefix.size());
  const std::size_t layer_end = rest.find('.');
  const std::size_t part_end = rest.rfind('.');
  if (layer_end == std::string_view::npos || part_end <= layer_end) return {};
  const std::string_view layer = rest.substr(0, layer_end);
  const std::string_view part = rest.substr(layer_end + 1, part_end - layer_end - 1);
  const std::string_view suffix = rest.substr(part_end + 1);
  const std::string_view hf = llada ? look_up(kLladaLayer, part) : look_up(kLlamaLayer, part);
  if (hf.empty()) return {};
  return fmt::format("{}.{}.{}.{}", llada ? "model.transformer.blocks" : "model.layers", layer, hf, suffix);
}

std::string hf_expert_name(int layer, std::string_view part, int expert) {
  return fmt::format("model.layers.{}.mlp.experts.{}.{}_proj.weight", layer, expert, part);
}

}  // namespace llada
