// Normalised mean square error of kernel sets' products, by weight type, over random shapes, against the f64 product of
// the decoded weights and the f32 activations:
//   NMSE = sum (y - exact)^2 / sum exact^2
#pragma once

#include <cstdio>
#include <map>

#include "kernels/product_checks.h"

namespace llada::test {

inline constexpr int kNumericsShapes = 1000;

struct Shape {
  int rows, outputs, inputs;
};

inline Shape random_shape(TensorType type, std::mt19937& engine) {
  const auto up_to = [&engine](int most) { return static_cast<int>(engine() % static_cast<unsigned>(most)) + 1; };
  const int block = static_cast<int>(traits(type).block_elements);
  return {up_to(20), up_to(40), block * up_to(block == 1 ? 700 : 700 / block + 1)};
}

inline std::vector<double> exact_product(const RandomWeights& weights, std::span<const float> x, int rows) {
  std::vector<double> y(static_cast<std::size_t>(rows * weights.outputs()));
  const auto inputs = static_cast<std::size_t>(weights.inputs());
  for (int output = 0; output < weights.outputs(); ++output) {
    const auto w = weights.decoded(output);
    for (int row = 0; row < rows; ++row) {
      double sum = 0;
      for (std::size_t k = 0; k < inputs; ++k) sum += double{x[static_cast<std::size_t>(row) * inputs + k]} * w[k];
      y[static_cast<std::size_t>(row * weights.outputs() + output)] = sum;
    }
  }
  return y;
}

struct ErrorSums {
  double squares = 0;
  double sizes = 0;
};

inline double allowed_error(const KernelSet& set, TensorType type) {
  if (set.activations == "int16" && quant_groups(type) > 0) return 1e-7;
  if (set.activations == "bf16") return 1e-5;
  if (!sees_int8(set, type)) return 1e-12;
  if (!is_requantised(set.layout)) return 6e-5;
  return set.layout == PackLayout::kPairs && quant_groups(type) > 0 ? 1e-4 : 4e-4;
}

inline std::map<const KernelSet*, ErrorSums> errors_of(std::span<const KernelSet* const> sets, TensorType type) {
  std::mt19937 engine(static_cast<std::uint32_t>(type) + 1);
  std::map<const KernelSet*, ErrorSums> errors;
  for (int i = 0; i < kNumericsShapes; ++i) {
    const Shape shape = random_shape(type, engine);
    const RandomWeights weights(type, shape.outputs, shape.inputs, engine());
    const auto x = random_values(static_cast<std::size_t>(shape.rows * shape.inputs), engine());
    const auto exact = exact_product(weights, x, shape.rows);
    for (const KernelSet* set : sets) {
      const auto y = run_product(*set, weights, x, shape.rows);
      for (std::size_t at = 0; at < y.size(); ++at) {
        errors[set].squares += (y[at] - exact[at]) * (y[at] - exact[at]);
        errors[set].sizes += exact[at] * exact[at];
      }
    }
  }
  return errors;
}

// All types against sets that this machine runs; prints the errors as a table.
inline Failures check_numerics(std::span<const KernelSet* const> sets) {
  Failures failures;
  fmt::print("{:<8}", "type");
  for (const KernelSet* set : sets) fmt::print(" {:>18}", set->name);
  for (const TensorType type : all_types()) {
    fmt::print("\n{:<8}", traits(type).name);
    auto errors = errors_of(sets, type);
    for (const KernelSet* set : sets) {
      const double error = errors[set].squares / errors[set].sizes, allowed = allowed_error(*set, type);
      fmt::print(" {:>18.2e}", error);
      if (error <= allowed) continue;
      failures.push_back(fmt::format("{}: {}: {:.2e}, allowed {:.0e}", set->name, traits(type).name, error, allowed));
    }
    std::fflush(stdout);
  }
  fmt::print("\n");
  return failures;
}

}  // namespace llada::test
