#include "model/model_files.h"

#include "formats/quant.h"
#include "model/tensor_names.h"

namespace llada {
namespace {

Status check_shape(const TensorView& tensor, std::uint64_t inputs, std::uint64_t outputs,
                   std::uint64_t stack) {
  if (tensor.dims[0] == inputs && tensor.dims[1] == outputs && tensor.dims[2] == stack &&
      tensor.dims[3] == 1) {
    return {};
  }
  return fail(ErrorCode::kFormat, "tensor {}: found shape {} x {} x {} x {}, the model needs {} x {} x {}",
              tensor.name, tensor.dims[0], tensor.dims[1], tensor.dims[2], tensor.dims[3], inputs, outputs,
              stack);
}

tl::unexpected<Error> missing(std::string_view name) {
  return fail(ErrorCode::kFormat, "tensor {} is missing; the file is not a complete model", name);
}

bool is_folder_of_hf(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

}  // namespace

std::span<const std::byte> TensorRows::row(int output) const {
  const std::size_t row_bytes = *bytes_of(tensor->type, static_cast<std::uint64_t>(inputs));
  return tensor->data.subspan((first_row + static_cast<std::uint64_t>(output)) * row_bytes, row_bytes);
}

std::string layer_tensor(int layer, std::string_view part, std::string_view suffix) {
  return fmt::format("blk.{}.{}.{}", layer, part, suffix);
}

Result<ModelFiles> ModelFiles::open(const std::filesystem::path& path) {
  if (!is_folder_of_hf(path)) {
    LLADA_TRY(file, GgufFile::open(path));
    auto files = from_gguf(std::move(file));
    if (!files) return fail_at(path.string(), std::move(files).error());
    files->path_ = path;
    return files;
  }
  LLADA_TRY(json, read_json_file(path / "config.json"));
  LLADA_TRY(weights, SafetensorsModel::open(path));
  auto config = config_from_hf(json);
  if (!config) return fail_at(path.string(), std::move(config).error());
  ModelFiles files;
  files.path_ = path;
  files.config_ = std::move(*config);
  if (files.config_.name.empty()) files.config_.name = path.filename().string();
  files.source_ = std::move(weights);
  if (auto status = files.complete_config(); !status) return fail_at(path.string(), status.error());
  return files;
}

Result<ModelFiles> ModelFiles::from_gguf(GgufFile file) {
  LLADA_TRY(config, config_from_gguf(file.metadata()));
  ModelFiles files;
  files.config_ = std::move(config);
  files.source_ = std::move(file);
  LLADA_CHECK(files.complete_config());
  return files;
}

// What only the tensors tell: vocabulary rows, biases, norms, tied head, widths that keys left out.
Status ModelFiles::complete_config() {
  const TensorView* embedding = find("token_embd.weight");
  if (embedding == nullptr) return missing("token_embd.weight");
  constexpr std::uint64_t kMaxVocabulary = 1 << 20;
  if (embedding->dims[1] > kMaxVocabulary) {
    return fail(ErrorCode::kFormat, "tensor token_embd.weight: {} rows; at most {} are allowed",
                embedding->dims[1], kMaxVocabulary);
  }
  config_.vocabulary = static_cast<int>(embedding->dims[1]);
  config_.tied_head = find("output.weight") == nullptr;
  config_.qkv_bias = find(layer_tensor(0, "attn_q", "bias")) != nullptr;
  config_.qk_norm = find(layer_tensor(0, "attn_q_norm")) != nullptr;
  if (config_.moe.experts == 0 && config_.ffn == 0) {
    return fail(ErrorCode::kFormat, "metadata key {}.feed_forward_length is missing", config_.architecture);
  }
  if (config_.moe.experts > 0 && config_.moe.expert_ffn == 0) config_.moe.expert_ffn = config_.ffn;
  if (config_.moe.experts > 0 && config_.moe.expert_ffn == 0) {
    return fail(ErrorCode::kFormat, "metadata key {}.expert_feed_forward_length is missing",
                config_.architecture);
  }
  return check_config(config_);
}

const GgufMetadata* ModelFiles::metadata() const {
  const auto* gguf = std::get_if<GgufFile>(&source_);
  return gguf == nullptr ? nullptr : &gguf->metadata();
}

const std::vector<TensorView>& ModelFiles::tensors() const {
  return std::visit([](const auto& source) -> const auto& { return source.tensors(); }, source_);
}

std::uint64_t ModelFiles::file_bytes() const {
  return std::visit([](const auto& source) { return source.file_bytes(); }, source_);
}

const TensorView* ModelFiles::find(std::string_view gguf_name) const {
  if (const auto* gguf = std::get_if<GgufFile>(&source_)) return gguf->tensor(gguf_name);
  const std::string name = hf_tensor_name(config_.architecture, gguf_name);
  return name.empty() ? nullptr : std::get<SafetensorsModel>(source_).tensor(name);
}

Result<TensorRows> ModelFiles::matrix(const std::string& gguf_name, int outputs, int inputs) const {
  const TensorView* tensor = find(gguf_name);
  if (tensor == nullptr) return missing(gguf_name);
  LLADA_CHECK(check_shape(*tensor, static_cast<std::uint64_t>(inputs),
                          static_cast<std::uint64_t>(outputs), 1));
  return TensorRows{tensor, 0, outputs, inputs};
}

Result<TensorRows> ModelFiles::expert(int layer, std::string_view part, int expert, int outputs,
                                      int inputs) const {
  if (!is_gguf()) {
    const std::string name = hf_expert_name(layer, part, expert);
    const TensorView* tensor = std::get<SafetensorsModel>(source_).tensor(name);
    if (tensor == nullptr) return missing(name);
    LLADA_CHECK(check_shape(*tensor, static_cast<std::uint64_t>(inputs),
                            static_cast<std::uint64_t>(outputs), 1));
    return TensorRows{tensor, 0, outputs, inputs};
  }
  const std::string name = layer_tensor(layer, fmt::format("ffn_{}_exps", part));
  const TensorView* tensor = find(name);
  if (tensor == nullptr) return missing(name);
  LLADA_CHECK(check_shape(*tensor, static_cast<std::uint64_t>(inputs), static_cast<std::uint64_t>(outputs),
                          static_cast<std::uint64_t>(config_.moe.experts)));
  const auto first_row = static_cast<std::uint64_t>(expert) * static_cast<std::uint64_t>(outputs);
  return TensorRows{tensor, first_row, outputs, inputs};
}

Result<std::vector<float>> ModelFiles::vector(const std::string& gguf_name, int size) const {
  const TensorView* tensor = find(gguf_name);
  if (tensor == nullptr) return missing(gguf_name);
  LLADA_CHECK(check_shape(*tensor, static_cast<std::uint64_t>(size), 1, 1));
  std::vector<float> values(static_cast<std::size_t>(size));
  decode_blocks(tensor->type, tensor->data, values);
  return values;
}

}  // namespace llada
