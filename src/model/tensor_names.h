// GGUF tensor names to those of Hugging Face checkpoints (specs formats.md 3.3).
#pragma once

#include <string>
#include <string_view>

namespace llada {

// Empty when the family has no such tensor. `architecture` is the GGUF name ("llada", "dream", ...).
[[nodiscard]] std::string hf_tensor_name(std::string_view architecture, std::string_view gguf_name);

// Name of one expert's matrix ("gate", "up" or "down").
[[nodiscard]] std::string hf_expert_name(int layer, std::string_view part, int expert);

}  // namespace llada
