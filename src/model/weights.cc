#include "model/weights.h"

#include <utility>

#include "model/pack_cache.h"
#include "model/weight_packer.h"
#include "model/weight_plan.h"
#include "model/weight_source.h"

namespace llada {
namespace {

Status plan_biases(const ModelConfig& config, WeightSource& source, int index, LayerWeights& layer) {
  const auto bias = [index](std::string_view part) { return layer_tensor(index, part, "bias"); };
  LLADA_CHECK(source.vector(bias("attn_q"), config.query_width(), 0.01f, layer.query_bias));
  LLADA_CHECK(source.vector(bias("attn_k"), config.kv_width(), 0.01f, layer.key_bias));
  return source.vector(bias("attn_v"), config.kv_width(), 0.01f, layer.value_bias);
}

Status plan_head_norms(const ModelConfig& config, WeightSource& source, int index, LayerWeights& layer) {
  LLADA_CHECK(source.vector(layer_tensor(index, "attn_q_norm"), config.head_dim, 1, layer.query_norm));
  return source.vector(layer_tensor(index, "attn_k_norm"), config.head_dim, 1, layer.key_norm);
}

Status plan_attention(const ModelConfig& config, WeightSource& source, int index, LayerWeights& layer) {
  const auto name = [index](std::string_view part) { return layer_tensor(index, part); };
  LLADA_CHECK(source.vector(name("attn_norm"), config.hidden, 1, layer.attention_norm));
  LLADA_CHECK(source.matrix(name("attn_q"), config.query_width(), config.hidden, layer.query));
  LLADA_CHECK(source.matrix(name("attn_k"), config.kv_width(), config.hidden, layer.key));
  LLADA_CHECK(source.matrix(name("attn_v"), config.kv_width(), config.hidden, layer.value));
  LLADA_CHECK(source.matrix(name("attn_output"), config.hidden, config.query_width(), layer.output));
  if (config.qkv_bias) LLADA_CHECK(plan_biases(config, source, index, layer));
  if (config.qk_norm) LLADA_CHECK(plan_head_norms(config, source, index, layer));
  return {};
}

Status plan_expert(const ModelConfig& config, WeightSource& source, int layer, int expert, FeedForward& out) {
  const int width = config.moe.expert_ffn;
  LLADA_CHECK(source.expert(layer, "gate", expert, width, config.hidden, out.gate));
  LLADA_CHECK(source.expert(layer, "up", expert, width, config.hidden, out.up));
  return source.expert(layer, "down", expert, config.hidden, width, out.down);
}

Status plan_experts(const ModelConfig& config, WeightSource& source, int index, LayerWeights& layer) {
  const int experts = config.moe.experts;
  LLADA_CHECK(source.matrix(layer_tensor(index, "ffn_gate_inp"), experts, config.hidden, layer.router));
  layer.experts.resize(static_cast<std::size_t>(experts));
  for (int expert = 0; expert < experts; ++expert) {
    LLADA_CHECK(plan_expert(config, source, index, expert, layer.experts[static_cast<std::size_t>(expert)]));
  }
  return {};
}

Status plan_feed_forward(const ModelConfig& config, WeightSource& source, int index, LayerWeights& layer) {
  LLADA_CHECK(source.vector(layer_tensor(index, "ffn_norm"), config.hidden, 1, layer.ffn_norm));
  if (config.moe.experts > 0) return plan_experts(config, source, index, layer);
  FeedForward& dense = layer.dense;
  LLADA_CHECK(source.matrix(layer_tensor(index, "ffn_gate"), config.ffn, config.hidden, dense.gate));
  LLADA_CHECK(source.matrix(layer_tensor(index, "ffn_up"), config.ffn, config.hidden, dense.up));
  return source.matrix(layer_tensor(index, "ffn_down"), config.hidden, config.ffn, dense.down);
}

template <class Visit>
void for_each_matrix(const LayerWeights& layer, const Visit& visit) {
  for (const auto* matrix : {&layer.query, &layer.key, &layer.value, &layer.output, &layer.router}) {
    visit(*matrix);
  }
  const auto visit_ffn = [&](const FeedForward& ffn) {
    for (const auto* matrix : {&ffn.gate, &ffn.up, &ffn.down}) visit(*matrix);
  };
  visit_ffn(layer.dense);
  for (const FeedForward& expert : layer.experts) visit_ffn(expert);
}

PackOptions pack_options(const LoadOptions& options, std::string_view activity) {
  return {options.pool, activity, options.progress, options.cancel, options.keep_resident};
}

void note(const LoadOptions& options, std::string_view line) {
  if (options.note) options.note(line);
}

// Weights that are loaded are worth more than their pack: only a wish to stop stops here.
Status store_or_note(const PackCache& cache, std::span<const std::byte> region, const LoadOptions& options) {
  Status stored = cache.store(region, pack_options(options, "load"));
  if (stored) note(options, fmt::format("{}: pack cache written, {} MiB", cache.path().string(), region.size() >> 20));
  if (stored || stored.error().code == ErrorCode::kCancelled) return stored;
  note(options, fmt::format("pack cache not written: {}", stored.error().message));
  return {};
}

WeightPlan plan_for(const KernelSet& kernels, const ModelConfig& config) {
  const bool exact = is_requantised(kernels.layout) && !config.tied_head;
  return {kernels.layout, exact ? PackLayout::kLanes : kernels.layout};
}

}  // namespace

Status Weights::plan(const ModelConfig& config, WeightSource& source) {
  config_ = config;
  LLADA_CHECK(source.matrix("token_embd.weight", config.vocabulary, config.hidden, embedding_));
  layers_.resize(static_cast<std::size_t>(config.layers));
  for (int index = 0; index < config.layers; ++index) {
    LayerWeights& layer = layers_[static_cast<std::size_t>(index)];
    LLADA_CHECK(plan_attention(config, source, index, layer));
    LLADA_CHECK(plan_feed_forward(config, source, index, layer));
  }
  LLADA_CHECK(source.vector("output_norm.weight", config.hidden, 1, output_norm_));
  return config.tied_head ? Status()
                          : source.matrix("output.weight", config.vocabulary, config.hidden, head_);
}

Status Weights::pack(const WeightPlan& plan, const LoadOptions& options, std::string_view activity) {
  LLADA_TRY(region, AlignedBuffer::allocate(plan.region_bytes()));
  LLADA_CHECK(pack_all(plan, region.bytes(), pack_options(options, activity)));
  region_ = std::move(region);
  plan.place(region_.data());
  return {};
}

Status Weights::map_or_pack(const PackCache& cache, const WeightPlan& plan, const LoadOptions& options) {
  keep_resident_ = options.keep_resident;
  auto mapped = cache.load(pack_options(options, "load"));
  if (mapped) {
    pack_ = std::move(*mapped);
    plan.place(pack_->data().data());
    return {};
  }
  const Error& error = mapped.error();
  if (error.code == ErrorCode::kCancelled) return tl::unexpected(error);
  if (error.code != ErrorCode::kNotFound) note(options, fmt::format("{}; packing anew", error.message));
  LLADA_CHECK(pack(plan, options, "load"));
  LLADA_CHECK(store_or_note(cache, region_.bytes(), options));
  if (options.keep_resident) return {};
  mapped = cache.load(pack_options(options, "load"));
  if (!mapped) return {};  // what was packed serves as well
  pack_ = std::move(*mapped);
  region_ = {};
  plan.place(pack_->data().data());
  return {};
}

Status Weights::fill(const ModelFiles& files, const WeightPlan& plan, const LoadOptions& options) {
  if (options.pack_cache.empty()) return pack(plan, options, "load");
  const auto cache = PackCache::create(options.pack_cache, files, plan);
  if (cache) return map_or_pack(*cache, plan, options);
  note(options, fmt::format("pack cache not used: {}", cache.error().message));
  return pack(plan, options, "load");
}

Result<Weights> Weights::load(const ModelFiles& files, const KernelSet& kernels, const LoadOptions& options) {
  WeightPlan plan = plan_for(kernels, files.config());
  FileSource source(files, plan);
  Weights weights;
  LLADA_CHECK(weights.plan(files.config(), source));
  LLADA_CHECK(weights.fill(files, plan, options));
  return weights;
}

Result<Weights> Weights::random(const ModelConfig& config, TensorType type, const KernelSet& kernels,
                                std::uint64_t seed, const LoadOptions& options) {
  WeightPlan plan = plan_for(kernels, config);
  RandomSource source(type, seed, plan);
  Weights weights;
  LLADA_CHECK(weights.plan(config, source));
  if (options.pack_cache.empty()) {
    LLADA_CHECK(weights.pack(plan, options, "random weights"));
    return weights;
  }
  const std::string origin = fmt::format("{}, {}, seed {}", config.name, traits(type).name, seed);
  LLADA_CHECK(weights.map_or_pack(PackCache::of_random(options.pack_cache, origin, plan), plan, options));
  return weights;
}

HostBytes Weights::source_of(std::span<const std::byte> packed) const {
  const MappedFile* file = pack_ ? pack_->file() : nullptr;
  if (file == nullptr) return {packed};
  const auto offset = static_cast<std::uint64_t>(packed.data() - pack_->data().data());
  return {packed, file->descriptor(), pack_->data_begin() + offset};
}

void Weights::release(const PackedMatrix& matrix) const {
  const MappedFile* file = pack_ && !keep_resident_ ? pack_->file() : nullptr;
  if (file != nullptr && matrix.size_bytes() > 0) file->release({matrix.panel(0), matrix.size_bytes()});
}

void Weights::release_layer(int index) const {
  for_each_matrix(layer(index), [this](const PackedMatrix& matrix) { release(matrix); });
}

void Weights::release_head() const { release(head()); }

std::uint64_t Weights::packed_bytes() const {
  std::uint64_t bytes = embedding_.size_bytes() + head_.size_bytes();
  for (const LayerWeights& layer : layers_) {
    for_each_matrix(layer, [&](const PackedMatrix& matrix) { bytes += matrix.size_bytes(); });
  }
  return bytes;
}

std::uint64_t Weights::step_bytes() const {
  return packed_bytes() - (config_.tied_head ? 0 : embedding_.size_bytes());
}

std::uint64_t Weights::row_products() const {
  const auto products = [](const PackedMatrix& matrix) {
    return static_cast<std::uint64_t>(matrix.outputs()) * static_cast<std::uint64_t>(matrix.inputs());
  };
  std::uint64_t total = products(head());
  for (const LayerWeights& layer : layers_) {
    std::uint64_t expert_products = 0;
    for (const FeedForward& expert : layer.experts) {
      expert_products += products(expert.gate) + products(expert.up) + products(expert.down);
    }
    for_each_matrix(layer, [&](const PackedMatrix& matrix) { total += products(matrix); });
    if (!layer.experts.empty()) {
      const std::uint64_t experts = layer.experts.size();
      total -= expert_products / experts * (experts - static_cast<std::uint64_t>(config_.moe.experts_used));
    }
  }
  return total;
}

}  // namespace llada
