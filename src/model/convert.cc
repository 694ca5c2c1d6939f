#include "model/convert.h"

#include <algorithm>
#include <vector>

#include "formats/gguf_writer.h"
#include "formats/quant.h"

namespace llada {
namespace {

constexpr std::string_view kAlignmentKey = "general.alignment";
constexpr std::uint32_t kQuantizationVersion = 2;

// One tensor of the destination: its plan and where each of its rows comes from.
struct TensorJob {
  GgufTensorPlan plan;
  std::vector<TensorRows> parts;  // one, or one per expert
  bool permute_heads = false;     // rows of a head go from half-split to interleaved order
};

bool can_encode(TensorType type) {
  switch (type) {
    case TensorType::kF32: case TensorType::kF16: case TensorType::kBF16: case TensorType::kQ8_0:
    case TensorType::kQ4_0: case TensorType::kQ4_K: case TensorType::kQ6_K: return true;
    default: return false;
  }
}

TensorType type_for_matrix(TensorType source, std::uint64_t inputs, const ConvertOptions& options) {
  if (!options.type) return source;
  for (TensorType type : {*options.type, TensorType::kQ8_0}) {
    if (inputs % traits(type).block_elements == 0) return type;
  }
  return TensorType::kF16;
}

// Collects the jobs of a whole model in the order of its layers.
class JobList {
 public:
  JobList(const ModelFiles& files, const ConvertOptions& options) : files_(files), options_(options) {}

  Result<std::vector<TensorJob>> all() {
    const ModelConfig& config = files_.config();
    LLADA_CHECK(matrix("token_embd.weight", config.vocabulary, config.hidden));
    for (int layer = 0; layer < config.layers; ++layer) {
      LLADA_CHECK(attention(layer));
      LLADA_CHECK(feed_forward(layer));
    }
    LLADA_CHECK(vector("output_norm.weight", config.hidden));
    if (!config.tied_head) LLADA_CHECK(matrix("output.weight", config.vocabulary, config.hidden));
    return std::move(jobs_);
  }

 private:
  Status attention(int layer) {
    const ModelConfig& config = files_.config();
    // A GGUF of architecture llada holds rotated rows interleaved; checkpoints hold them half-split.
    const bool permute = !files_.is_gguf() && config.architecture == "llada";
    LLADA_CHECK(vector(layer_tensor(layer, "attn_norm"), config.hidden));
    LLADA_CHECK(matrix(layer_tensor(layer, "attn_q"), config.query_width(), config.hidden, permute));
    LLADA_CHECK(matrix(layer_tensor(layer, "attn_k"), config.kv_width(), config.hidden, permute));
    LLADA_CHECK(matrix(layer_tensor(layer, "attn_v"), config.kv_width(), config.hidden));
    LLADA_CHECK(matrix(layer_tensor(layer, "attn_output"), config.hidden, config.query_width()));
    if (config.qkv_bias) {
      LLADA_CHECK(vector(layer_tensor(layer, "attn_q", "bias"), config.query_width()));
      LLADA_CHECK(vector(layer_tensor(layer, "attn_k", "bias"), config.kv_width()));
      LLADA_CHECK(vector(layer_tensor(layer, "attn_v", "bias"), config.kv_width()));
    }
    if (config.qk_norm) {
      LLADA_CHECK(vector(layer_tensor(layer, "attn_q_norm"), config.head_dim));
      LLADA_CHECK(vector(layer_tensor(layer, "attn_k_norm"), config.head_dim));
    }
    return {};
  }

  Status feed_forward(int layer) {
    const ModelConfig& config = files_.config();
    LLADA_CHECK(vector(layer_tensor(layer, "ffn_norm"), config.hidden));
    if (config.moe.experts == 0) {
      LLADA_CHECK(matrix(layer_tensor(layer, "ffn_gate"), config.ffn, config.hidden));
      LLADA_CHECK(matrix(layer_tensor(layer, "ffn_up"), config.ffn, config.hidden));
      return matrix(layer_tensor(layer, "ffn_down"), config.hidden, config.ffn);
    }
    LLADA_CHECK(router(layer));
    LLADA_CHECK(experts(layer, "gate", config.moe.expert_ffn, config.hidden));
    LLADA_CHECK(experts(layer, "up", config.moe.expert_ffn, config.hidden));
    return experts(layer, "down", config.hidden, config.moe.expert_ffn);
  }

  Status matrix(const std::string& name, int outputs, int inputs, bool permute = false) {
    LLADA_TRY(rows, files_.matrix(name, outputs, inputs));
    const TensorType type = type_for_matrix(rows.tensor->type, rows.tensor->dims[0], options_);
    add(name, type, {rows}, permute);
    return {};
  }
  Status router(int layer) {
    const std::string name = layer_tensor(layer, "ffn_gate_inp");
    LLADA_TRY(rows, files_.matrix(name, files_.config().moe.experts, files_.config().hidden));
    add(name, TensorType::kF32, {rows}, false);
    return {};
  }
  Status vector(const std::string& name, int size) {
    const TensorView* tensor = files_.find(name);
    if (tensor == nullptr) return fail(ErrorCode::kFormat, "tensor {} is missing", name);
    LLADA_CHECK(files_.vector(name, size));
    TensorRows rows{tensor, 0, 1, size};
    add(name, TensorType::kF32, {rows}, false);
    jobs_.back().plan.rank = 1;
    return {};
  }
  Status experts(int layer, std::string_view part, int outputs, int inputs) {
    std::vector<TensorRows> parts;
    for (int expert = 0; expert < files_.config().moe.experts; ++expert) {
      LLADA_TRY(rows, files_.expert(layer, part, expert, outputs, inputs));
      parts.push_back(rows);
    }
    const TensorType type = type_for_matrix(parts[0].tensor->type, static_cast<std::uint64_t>(inputs), options_);
    const auto count = static_cast<std::uint64_t>(parts.size());
    add(layer_tensor(layer, fmt::format("ffn_{}_exps", part)), type, std::move(parts), false);
    jobs_.back().plan.dims[2] = count;
    jobs_.back().plan.rank = 3;
    return {};
  }
  void add(const std::string& name, TensorType type, std::vector<TensorRows> parts, bool permute) {
    TensorJob job;
    job.plan.name = name;
    job.plan.type = type;
    job.plan.dims = {static_cast<std::uint64_t>(parts[0].inputs), static_cast<std::uint64_t>(parts[0].outputs), 1, 1};
    job.plan.rank = 2;
    job.parts = std::move(parts);
    job.permute_heads = permute;
    jobs_.push_back(std::move(job));
  }

  const ModelFiles& files_;
  const ConvertOptions& options_;
  std::vector<TensorJob> jobs_;
};

// Stored row 2j of a head is the checkpoint's row j, row 2j+1 its row j + d/2 (formats.md 3.1).
int source_row(const TensorJob& job, int row, int head_dim) {
  if (!job.permute_heads) return row;
  const int in_head = row % head_dim;
  return row - in_head + in_head / 2 + (in_head % 2) * (head_dim / 2);
}

class RowEncoder {
 public:
  RowEncoder(TensorType from, TensorType to, int inputs)
      : from_(from), to_(to), values_(static_cast<std::size_t>(inputs)),
        bytes_(*bytes_of(to, static_cast<std::uint64_t>(inputs))) {}

  Result<std::span<const std::byte>> encode(std::span<const std::byte> row) {
    if (from_ == to_) return row;
    decode_blocks(from_, row, values_);
    LLADA_CHECK(encode_blocks(to_, values_, bytes_));
    return std::span<const std::byte>(bytes_);
  }

 private:
  TensorType from_, to_;
  std::vector<float> values_;
  std::vector<std::byte> bytes_;
};

Status write_tensor(const TensorJob& job, int head_dim, GgufWriter& writer, const CancelFlag* cancel) {
  for (const TensorRows& part : job.parts) {
    RowEncoder encoder(part.tensor->type, job.plan.type, part.inputs);
    for (int row = 0; row < part.outputs; ++row) {
      if (cancel != nullptr && cancel->cancelled()) return fail(ErrorCode::kCancelled, "conversion cancelled");
      auto bytes = encoder.encode(part.row(source_row(job, row, head_dim)));
      if (!bytes) return fail_at(job.plan.name, std::move(bytes).error());
      LLADA_CHECK(writer.append(*bytes));
    }
    if (part.tensor->file != nullptr) part.tensor->file->release(part.tensor->data);
  }
  return {};
}

// `general.file_type` of llama.cpp's enumeration, for tools that show it.
std::optional<std::uint32_t> file_type_id(TensorType type) {
  switch (type) {
    case TensorType::kF32: return 0;
    case TensorType::kF16: return 1;
    case TensorType::kQ4_0: return 2;
    case TensorType::kQ8_0: return 7;
    case TensorType::kQ4_K: return 14;
    case TensorType::kQ6_K: return 18;
    case TensorType::kBF16: return 32;
    default: return std::nullopt;
  }
}

GgufMetadata complete_metadata(const ModelFiles& files, const GgufMetadata& extra, TensorType matrices) {
  GgufMetadata metadata;
  if (files.metadata() != nullptr) {
    for (const auto& [key, value] : files.metadata()->all()) {
      if (key != kAlignmentKey && !key.starts_with("split.")) metadata.set(key, value);
    }
  } else {
    config_to_gguf(files.config(), metadata);
  }
  for (const auto& [key, value] : extra.all()) metadata.set(key, value);
  metadata.set("general.quantization_version", kQuantizationVersion);
  if (const auto id = file_type_id(matrices)) metadata.set("general.file_type", *id);
  return metadata;
}

}  // namespace

Status convert(const ModelFiles& files, const GgufMetadata& metadata, const std::filesystem::path& destination,
               const ConvertOptions& options, const Progress& progress, const CancelFlag* cancel) {
  if (options.type && !can_encode(*options.type)) {
    return fail(ErrorCode::kUnsupported, "cannot write type {}; allowed: f32, f16, bf16, q8_0, q4_0, q4_k, q6_k",
                traits(*options.type).name);
  }
  std::error_code ignored;
  if (std::filesystem::equivalent(files.path(), destination, ignored)) {
    return fail(ErrorCode::kUsage, "{} is the source; choose another destination", destination.string());
  }
  LLADA_TRY(jobs, JobList(files, options).all());
  std::vector<GgufTensorPlan> plans;
  for (const TensorJob& job : jobs) plans.push_back(job.plan);
  const TensorType matrices = options.type.value_or(files.find("token_embd.weight")->type);
  LLADA_TRY(writer, GgufWriter::create(destination, complete_metadata(files, metadata, matrices), std::move(plans)));
  std::uint64_t done = 0;
  for (const TensorJob& job : jobs) {
    LLADA_CHECK(write_tensor(job, files.config().head_dim, writer, cancel));
    if (progress) progress("convert", ++done, jobs.size());
  }
  return writer.finish();
}

}  // namespace llada
