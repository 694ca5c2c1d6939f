// All weights of a model in packed form, ready for the layer program.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/aligned.h"
#include "base/cancel.h"
#include "base/thread_pool.h"
#include "formats/pack_file.h"
#include "kernels/kernel_set.h"
#include "kernels/packed_matrix.h"
#include "model/config.h"
#include "model/model_files.h"
#include "npu/device.h"

namespace llada {

class PackCache;
class WeightPlan;
class WeightSource;

struct FeedForward {
  PackedMatrix gate;  // [ffn, hidden]
  PackedMatrix up;    // [ffn, hidden]
  PackedMatrix down;  // [hidden, ffn]
};

struct LayerWeights {
  std::vector<float> attention_norm;  // [hidden]
  std::vector<float> ffn_norm;        // [hidden]
  std::vector<float> query_norm;      // [head_dim], empty without QK norm
  std::vector<float> key_norm;        // [head_dim]
  std::vector<float> query_bias;      // [query_width], empty without QKV bias
  std::vector<float> key_bias;        // [kv_width]
  std::vector<float> value_bias;      // [kv_width]
  PackedMatrix query;                 // [query_width, hidden]
  PackedMatrix key;                   // [kv_width, hidden]
  PackedMatrix value;                 // [kv_width, hidden]
  PackedMatrix output;                // [hidden, query_width]
  FeedForward dense;                  // empty in a mixture-of-experts layer
  PackedMatrix router;                // [experts, hidden], empty in a dense layer
  std::vector<FeedForward> experts;
};

struct LoadOptions {
  ThreadPool* pool = nullptr;  // packs on all its threads; null: on the calling one
  Progress progress = {};      // bytes; called by the calling thread
  const CancelFlag* cancel = nullptr;
  // Folder where packs are kept between runs (pack_cache.h); empty: none. A pack that is missing, damaged
  // or of something else is made anew; one that cannot be written is done without.
  std::filesystem::path pack_cache = {};
  std::function<void(std::string_view)> note = {};  // told what became of the pack, a line each
  // Whether the weights are to stay in this process's memory; if not, a pack's pages are given back once
  // checked, and weights packed anew are mapped from their pack as soon as it is written.
  bool keep_resident = true;
};

class Weights {
 public:
  // Packs every tensor of `files` for `kernels`, releasing the mapped pages as it goes. Errors: kFormat
  // (a tensor is missing or has the wrong shape), kOutOfMemory, kCancelled.
  static Result<Weights> load(const ModelFiles& files, const KernelSet& kernels,
                              const LoadOptions& options = {});
  // Random, never-zero weights of a given shape, all matrices in `type`: for benchmarks without a file.
  static Result<Weights> random(const ModelConfig& config, TensorType type, const KernelSet& kernels,
                                std::uint64_t seed, const LoadOptions& options = {});

  [[nodiscard]] const ModelConfig& config() const { return config_; }
  [[nodiscard]] const PackedMatrix& embedding() const { return embedding_; }
  [[nodiscard]] const PackedMatrix& head() const { return config_.tied_head ? embedding_ : head_; }
  [[nodiscard]] const std::vector<float>& output_norm() const { return output_norm_; }
  [[nodiscard]] const LayerWeights& layer(int index) const {
    return layers_[static_cast<std::size_t>(index)];
  }
  // Where some packed bytes lie, and in which file if they were mapped from a pack.
  [[nodiscard]] HostBytes source_of(std::span<const std::byte> packed) const;
  // After a pass is done with a layer, or with the head: weights that are not to stay in this process's memory
  // (LoadOptions::keep_resident) leave it until they are read again.
  void release_layer(int index) const;
  void release_head() const;
  [[nodiscard]] std::uint64_t packed_bytes() const;
  // What one dense step reads: every packed matrix but the embedding (unless it is the head too).
  [[nodiscard]] std::uint64_t step_bytes() const;
  // Multiply-accumulates of one row through every layer, head included.
  [[nodiscard]] std::uint64_t row_products() const;

 private:
  // Vectors, and the plan of every matrix in the order of execution.
  Status plan(const ModelConfig& config, WeightSource& source);
  Status pack(const WeightPlan& plan, const LoadOptions& options, std::string_view activity);
  Status fill(const ModelFiles& files, const WeightPlan& plan, const LoadOptions& options);
  Status map_or_pack(const PackCache& cache, const WeightPlan& plan, const LoadOptions& options);

  void release(const PackedMatrix& matrix) const;

  ModelConfig config_;
  bool keep_resident_ = true;
  // What every matrix below is a view of: packed by this process, or a pack that is mapped.
  AlignedBuffer region_;
  std::optional<PackFile> pack_;
  PackedMatrix embedding_;  // [vocabulary, hidden]
  PackedMatrix head_;       // [vocabulary, hidden], empty when tied
  std::vector<float> output_norm_;
  std::vector<LayerWeights> layers_;
};

}  // namespace llada
