#include "model/forward.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "model/forward_buffers.h"

namespace llada {
namespace {

// Rows attended together: enough to reuse keys and values from cache, few enough to spread over threads.
constexpr int kAttentionRows = 16;

// Whether no product of a step has float weights.
bool only_quantised(const Weights& weights) {
  const auto quantised = [](const PackedMatrix& matrix) {
    return matrix.outputs() == 0 || traits(matrix.type()).block_elements > 1;
  };
  const auto all = [&](const FeedForward& part) {
    return quantised(part.gate) && quantised(part.up) && quantised(part.down);
  };
  for (int index = 0; index < weights.config().layers; ++index) {
    const LayerWeights& layer = weights.layer(index);
    if (!quantised(layer.query) || !quantised(layer.key) || !quantised(layer.value) ||
        !quantised(layer.output) || !quantised(layer.router) || !all(layer.dense) ||
        !std::all_of(layer.experts.begin(), layer.experts.end(), all)) {
      return false;
    }
  }
  return quantised(weights.head());
}

}  // namespace

ForwardPass::ForwardPass(const Weights& weights, const KernelSet& kernels, ThreadPool& pool)
    : weights_(weights), kernels_(kernels), pool_(pool), buffers_(std::make_unique<Buffers>()) {}

ForwardPass::~ForwardPass() = default;

Result<std::unique_ptr<ForwardPass>> ForwardPass::create(const Weights& weights, const KernelSet& kernels,
                                                         ThreadPool& pool, int max_rows,
                                                         int max_positions) {
  std::unique_ptr<ForwardPass> pass(new ForwardPass(weights, kernels, pool));
  const ModelConfig& config = weights.config();
  Buffers& b = *pass->buffers_;
  b.max_rows = max_rows;
  b.max_positions = max_positions;
  const int inner = config.moe.experts > 0 ? config.moe.expert_ffn : config.ffn;
  LLADA_CHECK(b.residual.allocate(max_rows, config.hidden));
  LLADA_CHECK(b.normed.allocate(max_rows, config.hidden));
  LLADA_CHECK(b.delta.allocate(max_rows, config.hidden));
  LLADA_CHECK(b.query.allocate(max_rows, config.query_width()));
  LLADA_CHECK(b.key.allocate(max_rows, config.kv_width()));
  LLADA_CHECK(b.value.allocate(max_rows, config.kv_width()));
  LLADA_CHECK(b.attended.allocate(max_rows, config.query_width()));
  LLADA_CHECK(b.gate.allocate(max_rows, inner));
  LLADA_CHECK(b.up.allocate(max_rows, inner));
  LLADA_CHECK(b.scores.allocate(pool.size(), max_positions));
  LLADA_TRY(rope, RopeTables::create(config, max_positions));
  b.rope = std::move(rope);
  if (config.moe.experts > 0) {
    LLADA_CHECK(b.routing.allocate(max_rows, config.moe.experts));
    LLADA_CHECK(b.gathered.allocate(max_rows, config.hidden));
    LLADA_CHECK(b.served.allocate(max_rows, config.hidden));
    b.choices.resize(static_cast<std::size_t>(max_rows * config.moe.experts_used));
  }
  b.slice_panels = head_slice_panels(weights.head().panels());
  LLADA_CHECK(b.head_slice.allocate(pool.size(), max_rows * b.slice_panels * kPanelOutputs));
  b.prepare = only_quantised(weights) ? kernels.prepare_for_quantised : kernels.prepare;
  std::size_t prepared_bytes = 0;
  for (int width : {config.hidden, config.query_width(), inner}) {
    prepared_bytes = std::max(prepared_bytes, kernels.prepared_bytes(max_rows, width));
  }
  LLADA_TRY(prepared, AlignedBuffer::allocate(prepared_bytes));
  b.prepared = std::move(prepared);
  return pass;
}

Status ForwardPass::check_rows(std::span<const ForwardRow> rows, std::span<KvCache* const> caches) const {
  if (rows.size() > static_cast<std::size_t>(buffers_->max_rows)) {
    return fail(ErrorCode::kInternal, "{} rows in a pass of at most {}", rows.size(), buffers_->max_rows);
  }
  for (const ForwardRow& row : rows) {
    if (row.sequence.value < 0 || static_cast<std::size_t>(row.sequence.value) >= caches.size()) {
      return fail(ErrorCode::kInternal, "row of sequence {}; the pass has {}", row.sequence.value, caches.size());
    }
    const int positions = caches[static_cast<std::size_t>(row.sequence.value)]->positions();
    if (row.position.value < 0 || row.position.value >= positions || positions > buffers_->max_positions) {
      return fail(ErrorCode::kInternal, "row at position {} of {}", row.position.value, positions);
    }
    if (row.token.value < 0 || row.token.value >= weights_.config().vocabulary) {
      return fail(ErrorCode::kInternal, "token {} is outside the vocabulary of {}", row.token.value,
                  weights_.config().vocabulary);
    }
  }
  return {};
}

Status ForwardPass::run(std::span<const ForwardRow> rows, std::span<KvCache* const> caches, Step step) {
  rows_ = 0;
  LLADA_CHECK(check_rows(rows, caches));
  for (const ForwardRow& row : rows) {
    if (row.probe) continue;
    caches[static_cast<std::size_t>(row.sequence.value)]->set_version(row.position, {row.token, step});
  }
  for (const KvCache* cache : caches) {
    if (!cache->complete()) return fail(ErrorCode::kInternal, "a pass over a cache with positions never computed");
  }
  rows_ = static_cast<int>(rows.size());
  buffers_->chunks.clear();
  for (int begin = 0; begin < rows_;) {
    int end = begin + 1;
    while (end < rows_ && end - begin < kAttentionRows && rows[end].sequence == rows[begin].sequence) ++end;
    buffers_->chunks.push_back({begin, end, rows[begin].sequence.value});
    begin = end;
  }
  embed(rows);
  for (int layer = 0; layer < weights_.config().layers; ++layer) {
    attention_block(layer, rows, caches);
    feed_forward_block(layer);
    weights_.release_layer(layer);
  }
  pool_.parallel_for(rows.size(), 1, [&](IndexRange range, int) {  // no block follows that would
    for (std::size_t row = range.begin; row < range.end; ++row) add_delta(static_cast<int>(row));
  });
  return {};
}

void ForwardPass::embed(std::span<const ForwardRow> rows) {
  pool_.parallel_for(rows.size(), 1, [&](IndexRange range, int) {
    for (std::size_t row = range.begin; row < range.end; ++row) {
      unpack_row(weights_.embedding(), rows[row].token.value, buffers_->residual.row(static_cast<int>(row)));
    }
  });
}

void ForwardPass::prepare(MatrixView<const float> x) {
  pool_.parallel_for(static_cast<std::size_t>(x.rows), 1, [&](IndexRange range, int) {
    buffers_->prepare(x, range, buffers_->prepared.bytes());
  });
}

void ForwardPass::add_delta(int row) { kernels_.add(buffers_->residual.row(row), buffers_->delta.row(row)); }

// A block's input, normalised and prepared: the residual, with what the block before gave if there is one.
void ForwardPass::begin_block(std::span<const float> norm, bool is_first) {
  const MatrixView<float> normed = buffers_->normed.view(rows_);
  pool_.parallel_for(static_cast<std::size_t>(rows_), 1, [&](IndexRange range, int) {
    for (auto row = static_cast<int>(range.begin); row < static_cast<int>(range.end); ++row) {
      if (!is_first) add_delta(row);
      kernels_.rms_norm(buffers_->residual.row(row), norm, weights_.config().rms_epsilon, normed.row(row));
    }
    buffers_->prepare(normed, range, buffers_->prepared.bytes());
  });
}

// Products that read the same prepared rows run as one job: their panels are numbered through.
void ForwardPass::multiply(std::span<const Product> products) {
  std::size_t panels = 0;
  for (const Product& product : products) panels += static_cast<std::size_t>(product.weights->panels());
  pool_.parallel_for(panels, 1, [&](IndexRange range, int) {
    std::size_t first = 0;
    for (const Product& product : products) {
      const auto count = static_cast<std::size_t>(product.weights->panels());
      const std::size_t begin = std::clamp(range.begin, first, first + count) - first;
      const std::size_t end = std::clamp(range.end, first, first + count) - first;
      if (begin < end) kernels_.multiply(*product.weights, buffers_->prepared.bytes(), product.y, {begin, end});
      first += count;
    }
  });
}

void ForwardPass::attention_block(int layer, std::span<const ForwardRow> rows,
                                  std::span<KvCache* const> caches) {
  const LayerWeights& weights = weights_.layer(layer);
  Buffers& b = *buffers_;
  begin_block(weights.attention_norm, layer == 0);
  multiply(std::array<Product, 3>{{{&weights.query, b.query.view(rows_)},
                                   {&weights.key, b.key.view(rows_)},
                                   {&weights.value, b.value.view(rows_)}}});
  pool_.parallel_for(rows.size(), 1,
                     [&](IndexRange range, int) { place_heads(weights, layer, rows, caches, range); });
  attend(layer, rows, caches);
  prepare(b.attended.view(rows_));
  multiply(std::array<Product, 1>{{{&weights.output, b.delta.view(rows_)}}});
}

// Bias, per-head norm and rotation of queries and keys; then K and V go into the cache.
void ForwardPass::place_heads(const LayerWeights& weights, int layer, std::span<const ForwardRow> rows,
                              std::span<KvCache* const> caches, IndexRange range) {
  const ModelConfig& config = weights_.config();
  const auto head_dim = static_cast<std::size_t>(config.head_dim);
  const auto rope_dims = static_cast<std::size_t>(config.rope_dims);
  for (auto row = static_cast<int>(range.begin); row < static_cast<int>(range.end); ++row) {
    const ForwardRow& place = rows[static_cast<std::size_t>(row)];
    const auto query = buffers_->query.row(row), key = buffers_->key.row(row), value = buffers_->value.row(row);
    if (config.qkv_bias) {
      kernels_.add(query, weights.query_bias);
      kernels_.add(key, weights.key_bias);
      kernels_.add(value, weights.value_bias);
    }
    const auto cosines = buffers_->rope.cosines(place.position);
    const auto sines = buffers_->rope.sines(place.position);
    const auto place_each_head = [&](std::span<float> heads, const std::vector<float>& norm) {
      for (std::size_t at = 0; at < heads.size(); at += head_dim) {
        const auto head = heads.subspan(at, head_dim);
        if (config.qk_norm) kernels_.rms_norm(head, norm, config.rms_epsilon, head);
        kernels_.rope(head.first(rope_dims), cosines, sines, config.rope_interleaved);
      }
    };
    place_each_head(query, weights.query_norm);
    place_each_head(key, weights.key_norm);
    if (place.probe) continue;
    KvCache& cache = *caches[static_cast<std::size_t>(place.sequence.value)];
    std::copy(key.begin(), key.end(), cache.keys(layer).row(place.position.value).begin());
    std::copy(value.begin(), value.end(), cache.values(layer).row(place.position.value).begin());
  }
}

void ForwardPass::attend(int layer, std::span<const ForwardRow> rows, std::span<KvCache* const> caches) {
  const ModelConfig& config = weights_.config();
  const int group = config.heads / config.kv_heads;
  const auto heads = static_cast<std::size_t>(config.heads);
  Buffers& b = *buffers_;
  pool_.parallel_for(heads * b.chunks.size(), 1, [&](IndexRange range, int thread) {
    for (std::size_t item = range.begin; item < range.end; ++item) {
      const RowChunk chunk = b.chunks[item / heads];
      const int head = static_cast<int>(item % heads);
      const int query_column = head * config.head_dim, kv_column = head / group * config.head_dim;
      KvCache& cache = *caches[static_cast<std::size_t>(chunk.sequence)];
      std::array<AttentionRow, kAttentionRows> targets;
      for (int row = chunk.begin; row < chunk.end; ++row) {
        AttentionRow& target = targets[static_cast<std::size_t>(row - chunk.begin)];
        const ForwardRow& place = rows[static_cast<std::size_t>(row)];
        target = {.key_end = cache.positions()};
        if (!place.probe) continue;
        target.replaced = place.position.value;
        target.own_key = b.key.row(row).data() + kv_column;
        target.own_value = b.value.row(row).data() + kv_column;
      }
      const int count = chunk.end - chunk.begin;
      const auto slice = [&](RowBuffer& buffer) {
        const MatrixView<float> all = buffer.view(rows_);
        return MatrixView<float>(all.row(chunk.begin).data() + query_column, count, config.head_dim, all.stride);
      };
      kernels_.attend(slice(b.query), cache.keys(layer).columns(kv_column, config.head_dim),
                      cache.values(layer).columns(kv_column, config.head_dim),
                      {targets.data(), static_cast<std::size_t>(count)}, b.scores.row(thread), slice(b.attended));
    }
  });
}

void ForwardPass::feed_forward_block(int layer) {
  const LayerWeights& weights = weights_.layer(layer);
  begin_block(weights.ffn_norm, false);
  if (weights.experts.empty()) {
    dense_feed_forward(weights.dense);
  } else {
    expert_feed_forward(weights);
  }
}

void ForwardPass::dense_feed_forward(const FeedForward& weights) {
  run_expert(weights, rows_, buffers_->delta.view(rows_));
}

// SwiGLU over the `count` prepared rows: y = down(silu(gate(x)) * up(x)). Who has computed some outputs of both
// products combines them, while they are in the nearest caches.
void ForwardPass::run_expert(const FeedForward& weights, int count, MatrixView<float> y) {
  const MatrixView<float> gate = buffers_->gate.view(count), up = buffers_->up.view(count);
  pool_.parallel_for(static_cast<std::size_t>(weights.gate.panels()), 1, [&](IndexRange panels, int) {
    kernels_.multiply(weights.gate, buffers_->prepared.bytes(), gate, panels);
    kernels_.multiply(weights.up, buffers_->prepared.bytes(), up, panels);
    const int first = static_cast<int>(panels.begin) * kPanelOutputs;
    const int width = std::min(static_cast<int>(panels.end) * kPanelOutputs, gate.cols) - first;
    for (int row = 0; row < count; ++row) {
      kernels_.swiglu(gate.columns(first, width).row(row), up.columns(first, width).row(row));
    }
  });
  prepare(gate);
  multiply(std::array<Product, 1>{{{&weights.down, y}}});
}

Status ForwardPass::prepare_head_rows(std::span<const int> rows) {
  for (int row : rows) {
    if (row < 0 || row >= rows_) return fail(ErrorCode::kInternal, "head row {} of {}", row, rows_);
  }
  if (rows.size() > static_cast<std::size_t>(buffers_->max_rows)) {
    return fail(ErrorCode::kInternal, "{} head rows; at most {}", rows.size(), buffers_->max_rows);
  }
  const MatrixView<float> normed = buffers_->normed.view(static_cast<int>(rows.size()));
  pool_.parallel_for(rows.size(), 1, [&](IndexRange range, int) {
    for (std::size_t at = range.begin; at < range.end; ++at) {
      kernels_.rms_norm(buffers_->residual.row(rows[at]), weights_.output_norm(), weights_.config().rms_epsilon,
                        normed.row(static_cast<int>(at)));
    }
    buffers_->prepare(normed, range, buffers_->prepared.bytes());
  });
  return {};
}

Status ForwardPass::logits(std::span<const int> rows, MatrixView<float> out) {
  LLADA_CHECK(prepare_head_rows(rows));
  multiply(std::array<Product, 1>{{{&weights_.head(), out}}});
  weights_.release_head();
  return {};
}

Result<std::vector<TokenStats>> ForwardPass::head(std::span<const HeadRow> rows, const HeadRule& rule) {
  std::vector<int> indices;
  for (const HeadRow& row : rows) indices.push_back(row.row);
  LLADA_CHECK(prepare_head_rows(indices));
  const PackedMatrix& head = weights_.head();
  const auto slice_panels = static_cast<std::size_t>(buffers_->slice_panels);
  const auto panels = static_cast<std::size_t>(head.panels());
  const std::size_t slices = (panels + slice_panels - 1) / slice_panels;
  buffers_->partials.assign(slices * rows.size(), {});
  pool_.parallel_for(slices, 1, [&](IndexRange range, int thread) {
    for (std::size_t slice = range.begin; slice < range.end; ++slice) {
      head_slice(slice, rows, rule, buffers_->head_slice.row(thread));
    }
  });
  weights_.release_head();
  std::vector<TokenStats> stats;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    StatsAccumulator all;
    for (std::size_t slice = 0; slice < slices; ++slice) all.merge(buffers_->partials[slice * rows.size() + at]);
    stats.push_back(all.finish(rule));
  }
  return stats;
}

void ForwardPass::head_slice(std::size_t slice, std::span<const HeadRow> rows, const HeadRule& rule,
                             std::span<float> scratch) {
  const PackedMatrix& head = weights_.head();
  const int width = buffers_->slice_panels * kPanelOutputs;
  const int first = static_cast<int>(slice) * width;
  const int count = std::min(width, head.outputs() - first);
  const std::size_t first_panel = slice * static_cast<std::size_t>(buffers_->slice_panels);
  const std::size_t last_panel = std::min(first_panel + static_cast<std::size_t>(buffers_->slice_panels),
                                          static_cast<std::size_t>(head.panels()));
  // multiply() writes at the output's own column: the view starts where column 0 would be.
  const MatrixView<float> y(scratch.data() - first, static_cast<int>(rows.size()), head.outputs(), width);
  kernels_.multiply(head, buffers_->prepared.bytes(), y, {first_panel, last_panel});
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const std::span<const float> logits = scratch.subspan(at * static_cast<std::size_t>(width),
                                                          static_cast<std::size_t>(count));
    buffers_->partials[slice * rows.size() + at].add_slice(logits, first, rows[at].position, rule, kernels_.logit_sums);
  }
}

}  // namespace llada
