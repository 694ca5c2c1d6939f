// Checks of prepare + multiply of one kernel set. Each returns the shapes that failed, with figures;
// they need no test framework, so the Arm test program runs them too.
#pragma once

#include <string>
#include <vector>

#include "base/aligned.h"
#include "base/half.h"
#include "kernels/kernel_set.h"
#include "kernels/random_weights.h"

namespace llada::test {

using Failures = std::vector<std::string>;

struct RowsAndValues {
  int rows = 0;
  std::vector<float> values;  // [rows][columns]
};

// One call of a set's product; panels or rows may be split to see that nothing changes.
class ProductRun {
 public:
  ProductRun(const KernelSet& set, const PackedMatrix& matrix, std::span<const float> x, int rows)
      : set_(set), matrix_(matrix), x_(x.data(), rows, matrix.inputs()),
        prepared_(*AlignedBuffer::allocate(set.prepared_bytes(rows, matrix.inputs()))) {}

  void prepare(IndexRange rows) { set_.prepare(x_, rows, prepared_.bytes()); }
  void prepare_all() { prepare({0, static_cast<std::size_t>(x_.rows)}); }

  // y: [rows][stride], only the first `outputs` columns are written
  void multiply(MatrixView<float> y, IndexRange panels) {
    set_.multiply(matrix_, prepared_.bytes(), y, panels);
  }
  std::vector<float> run() {
    prepare_all();
    std::vector<float> y(static_cast<std::size_t>(x_.rows) * static_cast<std::size_t>(matrix_.outputs()));
    multiply(MatrixView<float>(y.data(), x_.rows, matrix_.outputs()),
             {0, static_cast<std::size_t>(matrix_.panels())});
    return y;
  }

 private:
  const KernelSet& set_;
  const PackedMatrix& matrix_;
  MatrixView<const float> x_;
  AlignedBuffer prepared_;
};

inline std::vector<float> run_product(const KernelSet& set, const RandomWeights& weights,
                                      std::span<const float> x, int rows) {
  const PackedMatrix matrix = *weights.pack(set.layout);
  return ProductRun(set, matrix, x, rows).run();
}

inline bool sees_int8(const KernelSet& set, TensorType type) {
  return set.activations == "int8" && traits(type).block_elements > 1;
}

// What the int8 products see of x: codes times scale per 32 inputs.
inline std::vector<float> through_int8(std::span<const float> x, int inputs) {
  std::vector<float> seen(x.begin(), x.end());
  for (std::size_t begin = 0; begin < x.size();) {
    const std::size_t row_end = (begin / static_cast<std::size_t>(inputs) + 1) * static_cast<std::size_t>(inputs);
    const std::size_t end = std::min(begin + 32, row_end);
    float largest = 0;
    for (std::size_t i = begin; i < end; ++i) largest = std::max(largest, std::fabs(x[i]));
    const float scale = largest / 127.0f;
    for (std::size_t i = begin; i < end; ++i) {
      seen[i] = scale == 0.0f ? 0.0f : scale * std::nearbyint(x[i] * (1.0f / scale));
    }
    begin = end;
  }
  return seen;
}

inline std::vector<float> through_bf16(std::span<const float> values) {
  std::vector<float> seen(values.begin(), values.end());
  for (float& value : seen) value = bf16_to_f32(f32_to_bf16(value));
  return seen;
}

// What a set's products see of x.
inline std::vector<float> seen_by(const KernelSet& set, TensorType type, std::span<const float> x, int inputs) {
  if (set.activations == "bf16") return through_bf16(x);
  if (sees_int8(set, type)) return through_int8(x, inputs);
  return {x.begin(), x.end()};
}

// Root mean square of (y - oracle), relative to that of the products' own size sqrt(sum (x w)^2): for
// signed weights the same as relative to y, but it cannot vanish by cancellation.
inline double relative_rms(const RandomWeights& weights, std::span<const float> x, int rows,
                           std::span<const float> y, bool bf16_weights = false) {
  double errors = 0, sizes = 0;
  const auto inputs = static_cast<std::size_t>(weights.inputs());
  for (int output = 0; output < weights.outputs(); ++output) {
    const std::vector<float> w = bf16_weights ? through_bf16(weights.decoded(output)) : weights.decoded(output);
    for (int row = 0; row < rows; ++row) {
      double sum = 0;
      for (std::size_t k = 0; k < inputs; ++k) {
        const double term = double{x[static_cast<std::size_t>(row) * inputs + k]} * w[k];
        sum += term;
        sizes += term * term;
      }
      const double found = y[static_cast<std::size_t>(row * weights.outputs() + output)];
      errors += (found - sum) * (found - sum);
    }
  }
  return std::sqrt(errors / std::max(sizes, 1e-300));
}

// All types x rows 1..33 around the register blocks x one block to several chunks x odd outputs.
template <class Visit>
void for_each_product_shape(Visit visit) {
  std::uint32_t seed = 1;
  for (const TensorType type : all_types()) {
    const int block = static_cast<int>(traits(type).block_elements);
    std::vector<int> inputs = {block, 3 * block};
    if (block == 32) inputs = {32, 96, 256, 288, 544};
    if (block == 1) inputs = {1, 7, 33, 256, 301};
    for (const int in : inputs) {
      for (const int outputs : {1, 16, 37}) {
        for (const int rows : {1, 2, 3, 7, 16, 17, 33}) visit(RandomWeights(type, outputs, in, ++seed), rows);
      }
    }
  }
}

// Rounding of weights and activations to int8 with a scale per 512 inputs, relative rms, at its worst: one
// output of few inputs.
inline constexpr double kTileLoss = 4e-2;

// Rounding of ratios to 12 bits and of activations to 16, at its worst: one output of few inputs.
inline constexpr double kPairLoss = 6e-4;

struct ProductTolerance {
  double exact = 2e-6;    // against the f64 product of what the kernel sees
  double rounded = 1e-2;  // int8 and bf16, against the f64 product of the f32 activations
};
// An rms over fewer outputs says little of the rounding of activations: single dots may be 3 sigma off.
inline constexpr int kOutputsForRms = 16;

inline ProductTolerance tolerance_of(const KernelSet& set, TensorType type) {
  if (set.activations == "int16" && quant_groups(type) > 0) return {kPairLoss, kPairLoss};
  if (is_requantised(set.layout) && sees_int8(set, type)) return {kTileLoss, kTileLoss};
  return {};
}

inline Failures check_products(const KernelSet& set) {
  Failures failures;
  for_each_product_shape([&](const RandomWeights& weights, int rows) {
    const auto x = random_values(static_cast<std::size_t>(rows * weights.inputs()), 77);
    const auto y = run_product(set, weights, x, rows);
    const bool bf16 = set.activations == "bf16";
    const ProductTolerance allowed = tolerance_of(set, weights.type());
    const double error = relative_rms(weights, seen_by(set, weights.type(), x, weights.inputs()), rows, y, bf16);
    const bool rounded = (bf16 || sees_int8(set, weights.type())) && rows * weights.outputs() >= kOutputsForRms;
    const double loss = rounded ? relative_rms(weights, x, rows, y) : 0.0;
    if (error <= allowed.exact && loss <= allowed.rounded) return;
    failures.push_back(fmt::format("{}: {} rows={}: relative rms {:.2e} (allowed {:.0e}), with rounding loss {:.2e} ({:.0e})",
                                   set.name, weights.shape(), rows, error, allowed.exact, loss,
                                   allowed.rounded));
  });
  return failures;
}

// With unit vectors for rows a product returns the weights themselves: f32 sets decode to the last bit.
inline Failures check_decoding_is_exact(const KernelSet& set) {
  Failures failures;
  if (set.activations != "f32") return failures;
  for (const TensorType type : all_types()) {
    const int inputs = 256;
    const RandomWeights weights(type, 19, inputs, 5);
    std::vector<float> unit(static_cast<std::size_t>(inputs) * static_cast<std::size_t>(inputs));
    for (std::size_t k = 0; k < static_cast<std::size_t>(inputs); ++k) unit[k * 257] = 1.0f;
    const auto y = run_product(set, weights, unit, inputs);
    for (int output = 0; output < weights.outputs(); ++output) {
      const auto expected = weights.decoded(output);
      for (int k = 0; k < inputs; ++k) {
        const float found = y[static_cast<std::size_t>(k * weights.outputs() + output)];
        if (found == expected[static_cast<std::size_t>(k)]) continue;
        failures.push_back(fmt::format("{}: {} output {} input {}: {} found, {} expected", set.name,
                                       weights.shape(), output, k, found,
                                       expected[static_cast<std::size_t>(k)]));
        k = inputs;
      }
    }
  }
  return failures;
}

// Bit for bit: all rows at once, or each row alone, panel by panel, prepared in two parts, in a wider y.
inline Failures check_product_splits(const KernelSet& set) {
  Failures failures;
  for (const TensorType type : all_types()) {
    const int rows = 29, outputs = 53;
    const int inputs = traits(type).block_elements == 1 ? 301 : traits(type).block_elements == 32 ? 544 : 512;
    const RandomWeights weights(type, outputs, inputs, 3);
    const auto x = random_values(static_cast<std::size_t>(rows * inputs), 4);
    const PackedMatrix matrix = *weights.pack(set.layout);
    const auto whole = ProductRun(set, matrix, x, rows).run();

    std::vector<float> split(static_cast<std::size_t>(rows * (outputs + 3)), -1.0f);
    MatrixView<float> wide(split.data(), rows, outputs, outputs + 3);
    ProductRun parts(set, matrix, x, rows);
    parts.prepare({5, 29});
    parts.prepare({0, 5});
    for (std::size_t panel = 0; panel < static_cast<std::size_t>(matrix.panels()); ++panel) {
      parts.multiply(wide, {panel, panel + 1});
    }
    for (int row = 0; row < rows; ++row) {
      const auto alone = ProductRun(
          set, matrix, std::span(x).subspan(static_cast<std::size_t>(row * inputs), static_cast<std::size_t>(inputs)), 1).run();
      const float* expected = whole.data() + row * outputs;
      const bool same = std::memcmp(alone.data(), expected, alone.size() * sizeof(float)) == 0 &&
                        std::memcmp(wide.row(row).data(), expected, alone.size() * sizeof(float)) == 0;
      const float* after = split.data() + row * (outputs + 3) + outputs;
      const bool untouched = after[0] == -1.0f && after[1] == -1.0f && after[2] == -1.0f;
      if (!same || !untouched) {
        failures.push_back(fmt::format("{}: {} row {}: a split call differs{}", set.name, weights.shape(), row,
                                       untouched ? "" : "; wrote past the outputs"));
        break;
      }
    }
  }
  return failures;
}

}  // namespace llada::test
