#include "kernels/kernel_sets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "formats/quant.h"

namespace llada {
namespace {

constexpr int kLargestBlock = 256;  // elements of a K block
constexpr int kRowTile = 32;        // rows that share one decoding of a panel

using PanelValues = std::array<float, kPanelOutputs * kLargestBlock>;          // [output][k]
using PanelSums = std::array<std::array<double, kPanelOutputs>, kRowTile>;     // [row][output]

// --- products ---

std::size_t prepared_bytes(int rows, int inputs) {
  return static_cast<std::size_t>(rows) * static_cast<std::size_t>(inputs) * sizeof(float);
}

// prepared: [rows][inputs] f32, a copy
void prepare(MatrixView<const float> x, IndexRange rows, std::span<std::byte> prepared) {
  const std::size_t row_bytes = static_cast<std::size_t>(x.cols) * sizeof(float);
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    std::memcpy(prepared.data() + row * row_bytes, x.row(static_cast<int>(row)).data(), row_bytes);
  }
}

// sums[row][output] += x[row][k] * w[output][k] over the elements of one block.
void add_block(MatrixView<const float> x, const PanelValues& weights, int elements, PanelSums& sums) {
  for (int row = 0; row < x.rows; ++row) {
    for (int output = 0; output < kPanelOutputs; ++output) {
      double sum = 0;
      for (int k = 0; k < elements; ++k) {
        sum += double{x.row(row)[static_cast<std::size_t>(k)]} *
               weights[static_cast<std::size_t>(output * elements + k)];
      }
      sums[static_cast<std::size_t>(row)][static_cast<std::size_t>(output)] += sum;
    }
  }
}

PanelSums panel_sums(const PackedMatrix& weights, std::size_t panel, MatrixView<const float> x) {
  const TensorTypeTraits& format = traits(weights.type());
  const int elements = static_cast<int>(format.block_elements);
  const std::size_t group_bytes = std::size_t{format.block_bytes} * kPanelOutputs;
  const std::byte* group = weights.panel(static_cast<int>(panel));
  PanelValues values;
  PanelSums sums{};
  for (int k = 0; k < weights.inputs(); k += elements, group += group_bytes) {
    decode_blocks(weights.type(), {group, group_bytes},
                  std::span(values).first(static_cast<std::size_t>(elements * kPanelOutputs)));
    add_block(x.columns(k, elements), values, elements, sums);
  }
  return sums;
}

void store_panel(const PanelSums& sums, std::size_t panel, MatrixView<float> y) {
  const int first = static_cast<int>(panel) * kPanelOutputs;
  const int count = std::min(kPanelOutputs, y.cols - first);
  for (int row = 0; row < y.rows; ++row) {
    const auto& from = sums[static_cast<std::size_t>(row)];
    std::transform(from.begin(), from.begin() + count, y.row(row).begin() + first,
                   [](double sum) { return static_cast<float>(sum); });
  }
}

void multiply(const PackedMatrix& weights, std::span<const std::byte> prepared, MatrixView<float> y,
              IndexRange panels) {
  const MatrixView<const float> x(reinterpret_cast<const float*>(prepared.data()), y.rows,
                                  weights.inputs());
  for (std::size_t panel = panels.begin; panel < panels.end; ++panel) {
    for (int row = 0; row < y.rows; row += kRowTile) {
      const int rows = std::min(kRowTile, y.rows - row);
      const MatrixView<const float> x_tile(x.data + row * x.stride, rows, x.cols, x.stride);
      const MatrixView<float> y_tile(y.data + row * y.stride, rows, y.cols, y.stride);
      store_panel(panel_sums(weights, panel, x_tile), panel, y_tile);
    }
  }
}

// --- around the products ---

void rms_norm(std::span<const float> x, std::span<const float> weight, float epsilon,
              std::span<float> y) {
  double squares = 0;
  for (const float value : x) squares += double{value} * value;
  const double scale = 1.0 / std::sqrt(squares / static_cast<double>(x.size()) + epsilon);
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = static_cast<float>(x[i] * scale * weight[i]);
}

void swiglu(std::span<float> gate, std::span<const float> up) {
  for (std::size_t i = 0; i < gate.size(); ++i) {
    const double value = gate[i];
    gate[i] = static_cast<float>(value / (1.0 + std::exp(-value)) * up[i]);
  }
}

void add(std::span<float> x, std::span<const float> y) {
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += y[i];
}

void rope(std::span<float> head, std::span<const float> cos, std::span<const float> sin,
          bool interleaved) {
  const std::size_t pairs = cos.size();
  for (std::size_t i = 0; i < pairs; ++i) {
    float& a = head[interleaved ? 2 * i : i];
    float& b = head[interleaved ? 2 * i + 1 : i + pairs];
    const float turned = a * cos[i] - b * sin[i];
    b = a * sin[i] + b * cos[i];
    a = turned;
  }
}

// --- attention ---

double dot(std::span<const float> a, const float* b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * b[i];
  return sum;
}

// Scores of one row into scratch[0, key_end); returns the largest.
double score_row(std::span<const float> query, MatrixView<const float> keys, const AttentionRow& row,
                 std::span<float> scratch) {
  const double scale = 1.0 / std::sqrt(static_cast<double>(query.size()));
  double largest = -std::numeric_limits<double>::infinity();
  for (int key = 0; key < row.key_end; ++key) {
    const float* at = key == row.replaced ? row.own_key : keys.row(key).data();
    const double score = dot(query, at) * scale;
    scratch[static_cast<std::size_t>(key)] = static_cast<float>(score);
    largest = std::max(largest, score);
  }
  return largest;
}

void attend_row(std::span<const float> query, MatrixView<const float> keys,
                MatrixView<const float> values, const AttentionRow& row, std::span<float> scratch,
                std::span<float> out) {
  std::fill(out.begin(), out.end(), 0.0f);
  if (row.key_end <= 0) return;
  const double largest = score_row(query, keys, row, scratch);
  double total = 0;
  for (int key = 0; key < row.key_end; ++key) {
    float& score = scratch[static_cast<std::size_t>(key)];
    score = static_cast<float>(std::exp(score - largest));
    total += score;
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    double sum = 0;
    for (int key = 0; key < row.key_end; ++key) {
      const float* value = key == row.replaced ? row.own_value : values.row(key).data();
      sum += double{scratch[static_cast<std::size_t>(key)]} * value[i];
    }
    out[i] = static_cast<float>(sum / total);
  }
}

void attend(MatrixView<const float> queries, MatrixView<const float> keys,
            MatrixView<const float> values, std::span<const AttentionRow> rows,
            std::span<float> scratch, MatrixView<float> out) {
  for (int row = 0; row < queries.rows; ++row) {
    attend_row(queries.row(row), keys, values, rows[static_cast<std::size_t>(row)], scratch,
               out.row(row));
  }
}

LogitSums logit_sums(std::span<const float> logits) {
  LogitSums out{.finite = std::all_of(logits.begin(), logits.end(), [](float l) { return std::isfinite(l); })};
  if (!out.finite || logits.empty()) return {};
  const auto better = [&](int i, int than) {
    return than < 0 || logits[static_cast<std::size_t>(i)] > logits[static_cast<std::size_t>(than)];
  };
  for (int i = 0; i < static_cast<int>(logits.size()); ++i) {
    if (better(i, out.top)) {
      out.second = std::exchange(out.top, i);
    } else if (better(i, out.second)) {
      out.second = i;
    }
  }
  for (const float logit : logits) {
    const double below = double{logit} - logits[static_cast<std::size_t>(out.top)];
    out.sum += std::exp(below);
    out.weighted += below * std::exp(below);
  }
  return out;
}

// --- limits ---

// The compiler may neither foresee `x` nor compute it beside another.
void take_alone(double& x) {
#if defined(__x86_64__)
  __asm__ volatile("" : "+x"(x));
#elif defined(__aarch64__)
  __asm__ volatile("" : "+w"(x));
#else
  volatile double seen = x;
  x = seen;
#endif
}

// Sums are f64, as in the products.
std::uint64_t run_scalar(std::uint64_t rounds) {
  constexpr int kChains = 8;  // 4 cycles x 2 a cycle
  std::array<double, kChains> sums{};
  double x = 0.5;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    for (double& sum : sums) {
      take_alone(x);
      sum += x * x;
      take_alone(sum);
    }
  }
  return rounds * 2 * kChains;
}

std::uint32_t read(const std::byte* bytes, std::size_t count) {
  std::uint32_t folded = 0, word = 0, last = 0;
  std::size_t at = 0;
  for (; at + sizeof word <= count; at += sizeof word) {
    std::memcpy(&word, bytes + at, sizeof word);
    folded ^= word;
  }
  if (at < count) std::memcpy(&last, bytes + at, count - at);
  return folded ^ last;
}

constexpr KernelSet kRef{
    .name = "ref",
    .needs = "any CPU",
    .activations = "f32",
    .layout = PackLayout::kBlocks,
    .supported = [] { return true; },
    .prepared_bytes = prepared_bytes,
    .prepare = prepare,
    .prepare_for_quantised = prepare,
    .multiply = multiply,
    .rms_norm = rms_norm,
    .swiglu = swiglu,
    .add = add,
    .rope = rope,
    .attend = attend,
    .logit_sums = logit_sums,
    .probes = {.f32 = {"scalar f64", run_scalar}, .floats = {}, .quantised = {}, .read = read},
};

}  // namespace

const KernelSet& ref_kernel_set() { return kRef; }

}  // namespace llada
