// Products against golden values of ggml's scalar reference (tests/data/quants, manifest.tsv).
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "kernels/product_checks.h"
#include "support/test_data.h"

namespace llada {
namespace {

using test::data_path;

constexpr int kInputs = 4096;

struct GoldenDot {
  TensorType type;
  int row;
  double exact;             // f64 dot of the decoded row with the f32 activation
  std::string activations;  // ggml's activation format for the integer dot
  double integer;           // ggml's integer dot
};

std::vector<GoldenDot> golden_dots() {
  std::istringstream lines(test::read_text(data_path("quants/manifest.tsv")));
  std::string line;
  std::getline(lines, line);  // column names
  std::vector<GoldenDot> dots;
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    std::string name, skip, act, integer;
    int row = 0;
    double exact = 0;
    fields >> name >> skip >> skip >> skip >> skip >> row >> skip >> exact >> act >> integer;
    const auto type = tensor_type_from_name(name);
    if (type) dots.push_back({*type, row, exact, act, std::strtod(integer.c_str(), nullptr)});
  }
  return dots;
}

// One golden weight row as a matrix of one output, times x.
float product(const KernelSet& set, const GoldenDot& dot, std::span<const float> x) {
  std::string upper(traits(dot.type).name);
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  const auto bytes = test::read_array<std::byte>(data_path("quants/" + upper + ".quant.bin"));
  const std::size_t row_bytes = bytes.size() / 2;
  const auto row = std::span(bytes).subspan(static_cast<std::size_t>(dot.row) * row_bytes, row_bytes);
  const PackedMatrix matrix = *PackedMatrix::pack(set.layout, dot.type, 1, kInputs, [&](int) { return row; });
  return test::ProductRun(set, matrix, x, 1).run().front();
}

TEST(GoldenDots, TheManifestHasTwoRowsOfEveryType) {
  std::map<TensorType, int> rows;
  for (const GoldenDot& dot : golden_dots()) ++rows[dot.type];
  EXPECT_EQ(rows.size(), static_cast<std::size_t>(kTensorTypeCount));
  for (const auto& [type, count] : rows) EXPECT_EQ(count, 2) << traits(type).name;
}

TEST(GoldenDots, F32SetsReachTheExactDot) {
  const auto x = test::read_array<float>(data_path("quants/activation.f32.bin"));
  for (const KernelSet* set : all_kernel_sets()) {
    if (!set->supported() || set->activations != "f32") continue;
    for (const GoldenDot& dot : golden_dots()) {
      EXPECT_NEAR(product(*set, dot, x), dot.exact, 2e-4) << set->name << " " << traits(dot.type).name;
    }
  }
}

// Q8_0 activations, decoded, are a fixed point of our own quantisation (both scale by the largest / 127),
// so an int8 set computes the same integers.
TEST(GoldenDots, Int8SetsReachGgmlsIntegerDotWhereTheSchemesAgree) {
  const auto blocks = test::read_array<std::byte>(data_path("quants/activation.Q8_0.bin"));
  std::vector<float> x(kInputs);
  decode_blocks(TensorType::kQ8_0, blocks, x);
  int compared = 0;
  for (const KernelSet* set : all_kernel_sets()) {
    const bool same_scheme = set->activations == "int8" && !is_requantised(set->layout);
    if (!set->supported() || !same_scheme) continue;
    for (const GoldenDot& dot : golden_dots()) {
      if (dot.activations != "q8_0") continue;
      ++compared;
      EXPECT_NEAR(product(*set, dot, x), dot.integer, 1e-5 * std::fabs(dot.integer))
          << set->name << " " << traits(dot.type).name << " row " << dot.row;
    }
  }
  if (compared == 0) GTEST_SKIP() << "no int8 kernel set runs on this CPU";
}

}  // namespace
}  // namespace llada
