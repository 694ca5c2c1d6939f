#include "api/op_steps.h"

#include <algorithm>

#include "api/model_work.h"
#include "base/clock.h"
#include "model/head.h"

namespace llada {
namespace {

constexpr int kAttentionRows = 16;  // attended together, as in a forward pass
constexpr int kSlicePanels = 64;    // of the head, that a thread does at a time, likewise
constexpr int kSliceOutputs = kSlicePanels * kPanelOutputs;

constexpr std::array<std::string_view, kOpCount> kNames{
    "embed",     "rms_norm",    "prepare",        "query",  "key",  "value", "rope",
    "attention", "attn_output", "residual_add",   "router", "gate", "up",    "swiglu",
    "down",      "head",        "head_statistics"};

// A row-major f32 matrix of its own.
struct Rows {
  AlignedBuffer storage;
  int cols = 0;

  Status allocate(int rows, int columns) {
    LLADA_TRY(memory, AlignedBuffer::allocate(sizeof(float) * static_cast<std::size_t>(rows) *
                                              static_cast<std::size_t>(columns)));
    storage = std::move(memory);
    cols = columns;
    return {};
  }
  [[nodiscard]] MatrixView<float> view(int rows) {
    return {storage.as<float>().data(), rows, cols};
  }
  [[nodiscard]] std::span<float> row(int index) { return view(index + 1).row(index); }
};

Work work_of_product(const PackedMatrix& matrix, int rows) {
  return {static_cast<double>(matrix.size_bytes()),
          2.0 * rows * matrix.outputs() * matrix.inputs()};
}

constexpr double bytes_of_floats(double count) { return sizeof(float) * count; }

// Any angle costs the same.
std::vector<float> constant(int count, float value) {
  return std::vector<float>(static_cast<std::size_t>(count), value);
}

}  // namespace

std::string_view to_string(Op op) { return kNames[static_cast<std::size_t>(op)]; }

struct OpSteps::Buffers {
  Rows residual, normed, delta;  // [rows][hidden]
  Rows query, attended;          // [rows][query_width]
  Rows key, value;               // [rows][kv_width]
  Rows gate, up;                 // [rows][ffn or expert_ffn]
  Rows routing;                  // [rows][experts]
  Rows scores;                   // [threads][rows]
  Rows slices;                   // logits: [threads][rows * outputs of a slice]
  AlignedBuffer prepared;
  std::vector<float> cosines, sines;         // [rope_dims / 2]
  std::vector<StatsAccumulator> statistics;  // [slices][rows]
  KvCache cache;

  Status allocate(const ModelConfig& config, const KernelSet& kernels, int threads, int rows,
                  int head_panels);
};

Status OpSteps::Buffers::allocate(const ModelConfig& config, const KernelSet& kernels, int threads,
                                  int rows, int head_panels) {
  const int inner = config.moe.experts > 0 ? config.moe.expert_ffn : config.ffn;
  for (Rows* buffer : {&residual, &normed, &delta})
    LLADA_CHECK(buffer->allocate(rows, config.hidden));
  for (Rows* buffer : {&query, &attended})
    LLADA_CHECK(buffer->allocate(rows, config.query_width()));
  for (Rows* buffer : {&key, &value}) LLADA_CHECK(buffer->allocate(rows, config.kv_width()));
  for (Rows* buffer : {&gate, &up}) LLADA_CHECK(buffer->allocate(rows, inner));
  LLADA_CHECK(routing.allocate(rows, config.moe.experts));
  LLADA_CHECK(scores.allocate(threads, rows));
  LLADA_CHECK(slices.allocate(threads, rows * kSliceOutputs));
  std::size_t bytes = 0;
  for (const int width : {config.hidden, config.query_width(), inner})
    bytes = std::max(bytes, kernels.prepared_bytes(rows, width));
  LLADA_TRY(memory, AlignedBuffer::allocate(bytes));
  prepared = std::move(memory);
  statistics.resize(
      static_cast<std::size_t>((head_panels + kSlicePanels - 1) / kSlicePanels * rows));
  cosines = constant(config.rope_dims / 2, 0.6f);
  sines = constant(config.rope_dims / 2, 0.8f);
  LLADA_TRY(kv, KvCache::create(config, rows));
  cache = std::move(kv);
  return {};
}

OpSteps::OpSteps(const Weights& weights, const KernelSet& kernels, ThreadPool& pool, int rows)
    : weights_(weights),
      config_(weights.config()),
      kernels_(kernels),
      pool_(pool),
      rows_(rows),
      buffers_(std::make_unique<Buffers>()) {}

OpSteps::~OpSteps() = default;

Result<std::unique_ptr<OpSteps>> OpSteps::create(const Weights& weights, const KernelSet& kernels,
                                                 ThreadPool& pool, int rows) {
  std::unique_ptr<OpSteps> steps(new OpSteps(weights, kernels, pool, rows));
  LLADA_CHECK(steps->buffers_->allocate(weights.config(), kernels, pool.size(), rows,
                                        weights.head().panels()));
  return steps;
}

OpCosts OpSteps::run() {
  costs_ = {};
  embed();
  for (int layer = 0; layer < config_.layers; ++layer) {
    attention_block(layer);
    feed_forward_block(layer);
  }
  rms_norm(weights_.output_norm());
  prepare(buffers_->normed.view(rows_));
  head_product();
  head_statistics();
  return costs_;
}

// --- timing ---

template <class Body>
OpCost& OpSteps::time(Op op, const Work& work, const Body& body) {
  OpCost& cost = costs_[static_cast<std::size_t>(op)];
  const Stopwatch watch;
  body();
  cost.seconds += watch.seconds();
  cost.work.bytes += work.bytes;
  cost.work.operations += work.operations;
  return cost;
}

// body(row) for each row, rows split over the threads.
template <class Body>
void OpSteps::time_rows(Op op, int rows, double bytes_a_row, const Body& body) {
  time(op, {.bytes = rows * bytes_a_row}, [&] {
    pool_.parallel_for(static_cast<std::size_t>(rows), 1, [&](IndexRange range, int) {
      for (auto row = static_cast<int>(range.begin); row < static_cast<int>(range.end); ++row)
        body(row);
    });
  });
}

void OpSteps::product(Op op, const PackedMatrix& matrix, MatrixView<float> y) {
  OpCost& cost = time(op, work_of_product(matrix, y.rows), [&] {
    pool_.parallel_for(static_cast<std::size_t>(matrix.panels()), 1, [&](IndexRange panels, int) {
      kernels_.multiply(matrix, buffers_->prepared.bytes(), y, panels);
    });
  });
  cost.unit = &kernels_.probes.unit_for(matrix.type());
}

// --- ops on rows ---

void OpSteps::prepare(MatrixView<const float> x) {
  const double written = static_cast<double>(kernels_.prepared_bytes(x.rows, x.cols));
  const double read = bytes_of_floats(1.0 * x.rows * x.cols);
  time(Op::kPrepare, {.bytes = read + written}, [&] {
    pool_.parallel_for(static_cast<std::size_t>(x.rows), 1, [&](IndexRange range, int) {
      kernels_.prepare_for_quantised(x, range, buffers_->prepared.bytes());
    });
  });
}

void OpSteps::rms_norm(std::span<const float> weight) {
  Buffers& b = *buffers_;
  time_rows(Op::kRmsNorm, rows_, bytes_of_floats(2.0 * config_.hidden), [&](int row) {
    kernels_.rms_norm(b.residual.row(row), weight, config_.rms_epsilon, b.normed.row(row));
  });
}

void OpSteps::add_delta() {
  Buffers& b = *buffers_;
  time_rows(Op::kAdd, rows_, bytes_of_floats(3.0 * config_.hidden),
            [&](int row) { kernels_.add(b.residual.row(row), b.delta.row(row)); });
}

void OpSteps::embed() {
  const PackedMatrix& embedding = weights_.embedding();
  const double row_bytes = static_cast<double>(embedding.size_bytes()) / embedding.outputs();
  constexpr std::int64_t kStride = 7919;  // a prime: tokens all over the vocabulary
  time_rows(Op::kEmbed, rows_, row_bytes + bytes_of_floats(config_.hidden), [&](int row) {
    const auto token = static_cast<int>(row * kStride % config_.vocabulary);
    unpack_row(embedding, token, buffers_->residual.row(row));
  });
}

// --- attention ---

void OpSteps::attention_block(int layer) {
  const LayerWeights& weights = weights_.layer(layer);
  Buffers& b = *buffers_;
  rms_norm(weights.attention_norm);
  prepare(b.normed.view(rows_));
  product(Op::kQuery, weights.query, b.query.view(rows_));
  product(Op::kKey, weights.key, b.key.view(rows_));
  product(Op::kValue, weights.value, b.value.view(rows_));
  place_heads(layer);
  attend(layer);
  prepare(b.attended.view(rows_));
  product(Op::kOutput, weights.output, b.delta.view(rows_));
  add_delta();
}

// Bias, per-head norm, rotation, and the copies into the cache.
void OpSteps::place_heads(int layer) {
  const LayerWeights& weights = weights_.layer(layer);
  Buffers& b = *buffers_;
  const auto head_dim = static_cast<std::size_t>(config_.head_dim);
  const auto turn = [&](std::span<float> heads, const std::vector<float>& norm) {
    for (std::size_t at = 0; at < heads.size(); at += head_dim) {
      const auto head = heads.subspan(at, head_dim);
      if (config_.qk_norm) kernels_.rms_norm(head, norm, config_.rms_epsilon, head);
      kernels_.rope(head.first(static_cast<std::size_t>(config_.rope_dims)), b.cosines, b.sines,
                    config_.rope_interleaved);
    }
  };
  const double values = 2.0 * (config_.query_width() + 3.0 * config_.kv_width());
  time_rows(Op::kRope, rows_, bytes_of_floats(values), [&](int row) {
    if (config_.qkv_bias) {
      kernels_.add(b.query.row(row), weights.query_bias);
      kernels_.add(b.key.row(row), weights.key_bias);
      kernels_.add(b.value.row(row), weights.value_bias);
    }
    turn(b.query.row(row), weights.query_norm);
    turn(b.key.row(row), weights.key_norm);
    std::ranges::copy(b.key.row(row), b.cache.keys(layer).row(row).begin());
    std::ranges::copy(b.value.row(row), b.cache.values(layer).row(row).begin());
  });
}

// Every row sees all rows. Two products of queries and keys, or weights and values: 4 operations
// for each of query_width numbers.
void OpSteps::attend(int layer) {
  Buffers& b = *buffers_;
  const auto heads = static_cast<std::size_t>(config_.heads);
  const int group = config_.heads / config_.kv_heads;
  const auto chunks = static_cast<std::size_t>((rows_ + kAttentionRows - 1) / kAttentionRows);
  const std::vector<AttentionRow> seen(kAttentionRows, AttentionRow{.key_end = rows_});
  const Work work{bytes_of_floats(2.0 * rows_ * config_.kv_width()),
                  4.0 * rows_ * rows_ * config_.query_width()};
  OpCost& cost = time(Op::kAttention, work, [&] {
    pool_.parallel_for(heads * chunks, 1, [&](IndexRange range, int thread) {
      for (std::size_t item = range.begin; item < range.end; ++item) {
        const int first = static_cast<int>(item / heads) * kAttentionRows;
        const int count = std::min(kAttentionRows, rows_ - first);
        const int head = static_cast<int>(item % heads);
        const int column = head * config_.head_dim, kv_column = head / group * config_.head_dim;
        const auto slice = [&](Rows& rows) {
          return MatrixView<float>(&rows.row(first)[static_cast<std::size_t>(column)], count,
                                   config_.head_dim, rows.cols);
        };
        kernels_.attend(slice(b.query), b.cache.keys(layer).columns(kv_column, config_.head_dim),
                        b.cache.values(layer).columns(kv_column, config_.head_dim),
                        std::span(seen).first(static_cast<std::size_t>(count)),
                        b.scores.row(thread), slice(b.attended));
      }
    });
  });
  cost.unit = &kernels_.probes.f32;
}

// --- feed-forward ---

void OpSteps::feed_forward_block(int layer) {
  const LayerWeights& weights = weights_.layer(layer);
  Buffers& b = *buffers_;
  rms_norm(weights.ffn_norm);
  prepare(b.normed.view(rows_));
  if (weights.experts.empty()) {
    feed_forward(weights.dense, rows_);
  } else {
    product(Op::kRouter, weights.router, b.routing.view(rows_));
    for (int expert = 0; expert < config_.moe.experts; ++expert) {
      const int served = rows_of_expert(config_.moe, rows_, expert);
      if (served == 0) continue;
      prepare(b.normed.view(served));
      feed_forward(weights.experts[static_cast<std::size_t>(expert)], served);
    }
  }
  add_delta();
}

// Over `rows` prepared rows.
void OpSteps::feed_forward(const FeedForward& weights, int rows) {
  Buffers& b = *buffers_;
  product(Op::kGate, weights.gate, b.gate.view(rows));
  product(Op::kUp, weights.up, b.up.view(rows));
  time_rows(Op::kSwiglu, rows, bytes_of_floats(3.0 * b.gate.cols),
            [&](int row) { kernels_.swiglu(b.gate.row(row), b.up.row(row)); });
  prepare(b.gate.view(rows));
  product(Op::kDown, weights.down, b.delta.view(rows));
}

// --- head ---

// Slices of logits, each overwritten by the next; statistics are then taken of what is there.
template <class Body>
void OpSteps::for_each_slice(const Body& body) {
  const auto panels = static_cast<std::size_t>(weights_.head().panels());
  pool_.parallel_for(
      (panels + kSlicePanels - 1) / kSlicePanels, 1, [&](IndexRange range, int thread) {
        float* logits = buffers_->slices.row(thread).data();
        for (std::size_t slice = range.begin; slice < range.end; ++slice)
          body(IndexRange{slice * kSlicePanels, std::min((slice + 1) * kSlicePanels, panels)},
               logits);
      });
}

void OpSteps::head_product() {
  const PackedMatrix& matrix = weights_.head();
  OpCost& cost = time(Op::kHead, work_of_product(matrix, rows_), [&] {
    for_each_slice([&](IndexRange panels, float* logits) {
      // Outputs are written at their own column: the view starts where column 0 would be.
      float* origin = logits - panels.begin * kPanelOutputs;
      kernels_.multiply(matrix, buffers_->prepared.bytes(),
                        {origin, rows_, matrix.outputs(), kSliceOutputs}, panels);
    });
  });
  cost.unit = &kernels_.probes.unit_for(matrix.type());
}

void OpSteps::head_statistics() {
  const int outputs = weights_.head().outputs();
  time(Op::kHeadStatistics, {.bytes = bytes_of_floats(1.0 * rows_ * outputs)}, [&] {
    for_each_slice([&](IndexRange panels, float* logits) {
      const int first = static_cast<int>(panels.begin) * kPanelOutputs;
      const MatrixView<float> slice(logits, rows_, std::min(kSliceOutputs, outputs - first),
                                    kSliceOutputs);
      const std::size_t at = panels.begin / kSlicePanels * static_cast<std::size_t>(rows_);
      for (int row = 0; row < rows_; ++row) {
        StatsAccumulator& statistics = buffers_->statistics[at + static_cast<std::size_t>(row)];
        statistics = {};
        const LogitSums sums = kernels_.logit_sums(slice.row(row));
        if (sums.finite) statistics.add(slice.row(row), sums, first);
      }
    });
  });
}

}  // namespace llada
