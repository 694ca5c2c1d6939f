// Normalised mean square error of every kernel set's products, by weight type, over random shapes, against
// the f64 product of the decoded weights and the f32 activations:
//   NMSE = sum (y - exact)^2 / sum exact^2
#include <gtest/gtest.h>

#include <cstdio>
#include <map>

#include "kernels/product_checks.h"

namespace llada {
namespace {

constexpr int kShapes = 1000;

struct Shape {
  int rows, outputs, inputs;
};

Shape random_shape(TensorType type, std::mt19937& engine) {
  const auto up_to = [&engine](int most) { return static_cast<int>(engine() % static_cast<unsigned>(most)) + 1; };
  const int block = static_cast<int>(traits(type).block_elements);
  return {up_to(20), up_to(40), block * up_to(block == 1 ? 700 : 700 / block + 1)};
}

std::vector<double> exact_product(const test::RandomWeights& weights, std::span<const float> x, int rows) {
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

struct Errors {
  double squares = 0;
  double sizes = 0;
};

double allowed(const KernelSet& set, TensorType type) {
  if (set.activations == "int16" && quant_groups(type) > 0) return 1e-7;
  if (!test::sees_int8(set, type)) return 1e-12;
  if (!is_requantised(set.layout)) return 6e-5;
  return set.layout == PackLayout::kPairs && quant_groups(type) > 0 ? 1e-4 : 4e-4;
}

TEST(Numerics, NormalisedErrorOverAThousandRandomShapesPerType) {
  std::printf("%-8s", "type");
  for (const KernelSet* set : all_kernel_sets()) {
    if (set->supported()) std::printf(" %18s", std::string(set->name).c_str());
  }
  for (const TensorType type : test::all_types()) {
    std::mt19937 engine(static_cast<std::uint32_t>(type) + 1);
    std::map<const KernelSet*, Errors> errors;
    for (int i = 0; i < kShapes; ++i) {
      const Shape shape = random_shape(type, engine);
      const test::RandomWeights weights(type, shape.outputs, shape.inputs, engine());
      const auto x = test::random_values(static_cast<std::size_t>(shape.rows * shape.inputs), engine());
      const auto exact = exact_product(weights, x, shape.rows);
      for (const KernelSet* set : all_kernel_sets()) {
        if (!set->supported()) continue;
        const auto y = test::run_product(*set, weights, x, shape.rows);
        for (std::size_t at = 0; at < y.size(); ++at) {
          errors[set].squares += (y[at] - exact[at]) * (y[at] - exact[at]);
          errors[set].sizes += exact[at] * exact[at];
        }
      }
    }
    std::printf("\n%-8s", std::string(traits(type).name).c_str());
    for (const KernelSet* set : all_kernel_sets()) {
      if (!set->supported()) continue;
      const double error = errors[set].squares / errors[set].sizes;
      std::printf(" %18.2e", error);
      EXPECT_LE(error, allowed(*set, type)) << set->name << " " << traits(type).name;
    }
  }
  std::printf("\n");
}

}  // namespace
}  // namespace llada
