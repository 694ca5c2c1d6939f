// safetensors: one file, or the shards that model.safetensors.index.json names. Same trust as GGUF:
// none.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "formats/mapped_file.h"
#include "formats/tensor_file.h"

namespace llada {

class SafetensorsModel {
 public:
  // `folder` holds model.safetensors, or model.safetensors.index.json and its shards. Shapes come
  // out fastest axis first. F32, F16 and BF16 tensors only; integers are listed as skipped, other
  // types are kUnsupported. Errors: kNotFound, kIo, kFormat, kUnsupported, kOutOfMemory.
  static Result<SafetensorsModel> open(const std::filesystem::path& folder);
  static Result<SafetensorsModel> parse(std::span<const std::byte> bytes, std::string_view name);

  [[nodiscard]] const std::vector<TensorView>& tensors() const { return tensors_; }
  [[nodiscard]] const TensorView* tensor(std::string_view name) const;
  [[nodiscard]] const std::vector<std::string>& skipped() const { return skipped_; }
  [[nodiscard]] std::uint64_t file_bytes() const;

 private:
  friend class SafetensorsAssembly;
  std::vector<TensorView> tensors_;
  std::vector<std::string> skipped_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<std::unique_ptr<MappedFile>> files_;
  std::uint64_t parsed_bytes_ = 0;
};

}  // namespace llada
