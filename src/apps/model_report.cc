#include "apps/model_report.h"

#include <fmt/ranges.h>

#include <charconv>
#include <span>

#include "apps/terminal_text.h"

namespace llada {
namespace {

constexpr std::size_t kShownElements = 8;     // of a metadata array
constexpr std::size_t kShownCharacters = 72;  // of a metadata string, as text

// The shortest decimal that reads back as the same float: 1e-05, not 9.999999747378752e-06.
double shortest(float value) {
  const std::string digits = fmt::format("{}", value);
  double shown = value;
  std::from_chars(digits.data(), digits.data() + digits.size(), shown);
  return shown;
}

template <class T>
Json element_json(const T& value) {
  if constexpr (std::is_same_v<T, float>) return shortest(value);
  return value;
}

template <class T>
Json array_json(const std::vector<T>& values, bool full) {
  const std::size_t shown = full ? values.size() : std::min(values.size(), kShownElements);
  Json elements = Json::array();
  for (std::size_t at = 0; at < shown; ++at) elements.push_back(element_json(T(values[at])));
  if (shown == values.size()) return elements;
  return {{"length", values.size()}, {"first", std::move(elements)}};
}

Json value_json(const GgufValue& value, bool full) {
  return std::visit(
      [full](const auto& held) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, GgufArray>) {
          return std::visit([full](const auto& values) { return array_json(values, full); }, held);
        } else {
          return element_json(held);
        }
      },
      value);
}

Json moe_json(const MoeConfig& moe) {
  return {{"experts", moe.experts},
          {"experts_used", moe.experts_used},
          {"expert_ffn", moe.expert_ffn},
          {"gate", moe.gate == RouterGate::kSigmoid ? "sigmoid" : "softmax"},
          {"normalise", moe.normalise},
          {"scale", moe.scale}};
}

Json config_json(const ModelConfig& config) {
  Json json = {{"architecture", config.architecture},
               {"name", config.name},
               {"layers", config.layers},
               {"hidden", config.hidden},
               {"heads", config.heads},
               {"kv_heads", config.kv_heads},
               {"head_dim", config.head_dim},
               {"ffn", config.ffn},
               {"vocabulary", config.vocabulary},
               {"context", config.context},
               {"rope_theta", config.rope_theta},
               {"rope_dims", config.rope_dims},
               {"rope_interleaved", config.rope_interleaved},
               {"rms_epsilon", shortest(config.rms_epsilon)},
               {"qkv_bias", config.qkv_bias},
               {"qk_norm", config.qk_norm},
               {"tied_head", config.tied_head},
               {"shift_logits", config.shift_logits}};
  json["mask_token"] = config.mask ? Json(config.mask->value) : Json();
  if (config.moe.experts > 0) json["moe"] = moe_json(config.moe);
  return json;
}

Json shape_json(const TensorView& tensor) {
  Json shape = Json::array();
  for (int axis = 0; axis < tensor.rank; ++axis)
    shape.push_back(tensor.dims[static_cast<std::size_t>(axis)]);
  return shape;
}

std::string entries_text(const Json& entries) {
  std::string text;
  for (const auto& [key, value] : entries.items()) {
    const std::string shown = value.is_string() ? value.get<std::string>() : write_json(value);
    text += fmt::format("  {} = {}\n", visible_line(key),
                        shortened(visible_line(shown), kShownCharacters));
  }
  return text;
}

}  // namespace

Result<ModelReport> ModelReport::open(const std::filesystem::path& path) {
  ModelReport report(path);
  std::error_code ignored;
  LLADA_CHECK(std::filesystem::is_directory(path, ignored) ? report.read_folder()
                                                           : report.read_gguf());
  report.add_up(report.tensors());
  if (auto files = ModelFiles::open(path)) {
    report.config_ = config_json(files->config());
  } else {
    report.obstacle_ = files.error().message;
  }
  return report;
}

Status ModelReport::read_gguf() {
  LLADA_TRY(file, GgufFile::open(path_));
  format_ = fmt::format("GGUF {}", file.version());
  file_bytes_ = file.file_bytes();
  gguf_ = std::move(file);
  return {};
}

Status ModelReport::read_folder() {
  LLADA_TRY(config, read_json_file(path_ / "config.json"));
  LLADA_TRY(folder, SafetensorsModel::open(path_));
  format_ = "safetensors";
  hf_config_ = std::move(config);
  file_bytes_ = folder.file_bytes();
  folder_ = std::move(folder);
  return {};
}

const std::vector<TensorView>& ModelReport::tensors() const {
  return gguf_ ? gguf_->tensors() : folder_->tensors();
}

void ModelReport::add_up(const std::vector<TensorView>& tensors) {
  for (const TensorView& tensor : tensors) {
    parameters_ += tensor.elements();
    TypeTotal& total = types_[std::string(traits(tensor.type).name)];
    ++total.tensors;
    total.bytes += tensor.data.size();
  }
}

Json ModelReport::metadata_json(bool full) const {
  if (!gguf_) return hf_config_;
  Json json = Json::object();
  for (const auto& [key, value] : gguf_->metadata().all()) json[key] = value_json(value, full);
  return json;
}

Json ModelReport::types_json() const {
  Json json = Json::object();
  for (const auto& [name, total] : types_)
    json[name] = {{"tensors", total.tensors}, {"bytes", total.bytes}};
  return json;
}

Json ModelReport::tensors_json() const {
  Json json = Json::array();
  for (const TensorView& tensor : tensors()) {
    json.push_back({{"name", tensor.name},
                    {"type", traits(tensor.type).name},
                    {"shape", shape_json(tensor)},
                    {"bytes", tensor.data.size()}});
  }
  return json;
}

Json ModelReport::to_json(bool full) const {
  return {{"path", path_.string()},
          {"format", format_},
          {"file_bytes", file_bytes_},
          {"parameters", parameters_},
          {"runnable", obstacle_.empty()},
          {"obstacle", obstacle_.empty() ? Json() : Json(obstacle_)},
          {"config", config_},
          {"metadata", metadata_json(full)},
          {"types", types_json()},
          {"tensors", tensors_json()}};
}

std::string ModelReport::to_text(bool full) const {
  std::string text =
      fmt::format("{}\n  {}, {}, {} parameters in {} tensors\n", visible_line(path_.string()),
                  format_, human_bytes(static_cast<double>(file_bytes_)),
                  human_count(static_cast<double>(parameters_)), tensors().size());
  for (const auto& [name, total] : types_) {
    text += fmt::format("  {:<8} {:>5} tensors {:>12}\n", name, total.tensors,
                        human_bytes(static_cast<double>(total.bytes)));
  }
  text += "\nModel\n";
  text += obstacle_.empty() ? entries_text(config_)
                            : fmt::format("  cannot run here: {}\n", visible_line(obstacle_));
  text += "\nMetadata\n" + entries_text(metadata_json(full)) + "\nTensors (fastest axis first)\n";
  for (const TensorView& tensor : tensors()) {
    text += fmt::format("  {:<40} {:<8} {:>20} {:>12}\n", visible_line(tensor.name),
                        traits(tensor.type).name, write_json(shape_json(tensor)),
                        human_bytes(static_cast<double>(tensor.data.size())));
  }
  return text;
}

}  // namespace llada
