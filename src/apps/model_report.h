// What a model file holds, read without loading it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "formats/json.h"
#include "model/model_files.h"

namespace llada {

class ModelReport {
 public:
  // Opens anything that is well-formed, also models we cannot run. Errors: kNotFound, kIo, kFormat.
  static Result<ModelReport> open(const std::filesystem::path& path);

  // `full`: metadata arrays with all their elements instead of the first few.
  [[nodiscard]] Json to_json(bool full) const;
  [[nodiscard]] std::string to_text(bool full) const;

 private:
  struct TypeTotal {
    std::uint64_t tensors = 0;
    std::uint64_t bytes = 0;
  };
  explicit ModelReport(std::filesystem::path path) : path_(std::move(path)) {}
  Status read_gguf();
  Status read_folder();
  void add_up(const std::vector<TensorView>& tensors);
  [[nodiscard]] const std::vector<TensorView>& tensors() const;
  [[nodiscard]] Json metadata_json(bool full) const;
  [[nodiscard]] Json types_json() const;
  [[nodiscard]] Json tensors_json() const;

  std::filesystem::path path_;
  std::string format_;  // "GGUF 3", "safetensors"
  std::optional<GgufFile> gguf_;
  std::optional<SafetensorsModel> folder_;
  Json hf_config_;        // of a folder
  Json config_;           // how we read it; null when we cannot run it
  std::string obstacle_;  // why we cannot
  std::uint64_t file_bytes_ = 0;
  std::uint64_t parameters_ = 0;
  std::map<std::string, TypeTotal, std::less<>> types_;
};

}  // namespace llada
