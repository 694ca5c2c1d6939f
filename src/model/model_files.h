// A model on disk, whatever its container: a GGUF file or split set, or an unpacked Hugging Face folder.
// Tensors are looked up by their GGUF name; this is the one place that knows the Hugging Face ones.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "formats/gguf.h"
#include "formats/safetensors.h"
#include "model/config.h"

namespace llada {

// The rows of one weight, or of one expert of a stack.
struct TensorRows {
  const TensorView* tensor = nullptr;
  std::uint64_t first_row = 0;
  int outputs = 0;
  int inputs = 0;

  // Bytes of a row. `output` < outputs.
  [[nodiscard]] std::span<const std::byte> row(int output) const;
};

class ModelFiles {
 public:
  // Errors: kNotFound, kIo, kFormat, kUnsupported; each names the file.
  static Result<ModelFiles> open(const std::filesystem::path& path);
  // The same from a GGUF that is already parsed (tests, fuzzers).
  static Result<ModelFiles> from_gguf(GgufFile file);

  [[nodiscard]] const ModelConfig& config() const { return config_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] bool is_gguf() const { return std::holds_alternative<GgufFile>(source_); }
  // Metadata of a GGUF source; null for a folder.
  [[nodiscard]] const GgufMetadata* metadata() const;
  [[nodiscard]] const std::vector<TensorView>& tensors() const;
  [[nodiscard]] std::uint64_t file_bytes() const;

  // Null when the model has no such tensor.
  [[nodiscard]] const TensorView* find(std::string_view gguf_name) const;
  // A matrix of exactly outputs x inputs. Errors: kFormat naming the tensor and both shapes.
  [[nodiscard]] Result<TensorRows> matrix(const std::string& gguf_name, int outputs, int inputs) const;
  // Expert `expert` of blk.LAYER.ffn_{gate,up,down}_exps ("gate", "up", "down").
  [[nodiscard]] Result<TensorRows> expert(int layer, std::string_view part, int expert, int outputs,
                                          int inputs) const;
  // A vector of exactly `size` values, decoded to f32.
  [[nodiscard]] Result<std::vector<float>> vector(const std::string& gguf_name, int size) const;

 private:
  ModelFiles() = default;
  Status complete_config();

  std::filesystem::path path_;
  std::variant<GgufFile, SafetensorsModel> source_;
  ModelConfig config_;
};

// "blk.3.attn_q" + ".weight"
[[nodiscard]] std::string layer_tensor(int layer, std::string_view part, std::string_view suffix = "weight");

}  // namespace llada
