#include "api/machine_limits.h"

#include <gtest/gtest.h>

#include <cmath>

#include "api/model_work.h"

namespace llada {
namespace {

TEST(Bound, IsTheSlowerOfReadingAndComputing) {
  const Bound memory = bound_of({.bytes = 4e9, .operations = 1e12}, 32e9, 16e12);
  EXPECT_EQ(memory.limit, Limit::kMemory);
  EXPECT_EQ(memory.seconds, 0.125);
  const Bound compute = bound_of({.bytes = 4e9, .operations = 4e12}, 32e9, 16e12);
  EXPECT_EQ(compute.limit, Limit::kCompute);
  EXPECT_EQ(compute.seconds, 0.25);
}

TEST(Bound, IsMemoryWhereBothTakeAsLong) {
  EXPECT_EQ(bound_of({.bytes = 8, .operations = 8}, 2, 2).limit, Limit::kMemory);
}

TEST(Experts, ServeAllRowsEvenly) {
  const MoeConfig moe{.experts = 8, .experts_used = 2};
  for (const int rows : {1, 3, 4, 5, 64}) {
    int served = 0;
    for (int expert = 0; expert < moe.experts; ++expert) {
      const int count = rows_of_expert(moe, rows, expert);
      EXPECT_NEAR(count, rows * 2.0 / 8, 1) << rows;
      served += count;
    }
    EXPECT_EQ(served, 2 * rows);
  }
}

class LimitsOfEverySet : public testing::TestWithParam<const KernelSet*> {
 protected:
  void SetUp() override {
    if (!GetParam()->supported()) GTEST_SKIP() << "needs " << GetParam()->needs;
  }
  std::unique_ptr<ThreadPool> pool_ = ThreadPool::create(2).value();
};

void expect_a_rate(double rate, std::string_view what) {
  EXPECT_TRUE(std::isfinite(rate)) << what;
  EXPECT_GT(rate, 1e6) << what;
  EXPECT_LT(rate, 1e15) << what;
}

TEST_P(LimitsOfEverySet, PeaksAreRates) {
  const LimitProbes& probes = GetParam()->probes;
  const Peak f32 = measure_peak(probes.f32, *pool_);
  expect_a_rate(f32.operations_per_second, f32.unit);
  EXPECT_EQ(f32.unit, probes.f32.name);
  if (probes.quantised.run == nullptr) return;
  expect_a_rate(measure_peak(probes.quantised, *pool_).operations_per_second, probes.quantised.name);
}

TEST_P(LimitsOfEverySet, BandwidthIsARate) {
  const KernelSet& set = *GetParam();
  const std::vector<std::byte> row(std::size_t{34} * 512 / 32);
  const auto matrix = PackedMatrix::pack(set.layout, TensorType::kQ8_0, 1000, 512,
                                         [&](int) { return std::span<const std::byte>(row); });
  ASSERT_TRUE(matrix);
  const PackedMatrix* const matrices[] = {&*matrix, &*matrix};
  expect_a_rate(measure_bandwidth(set, matrices, *pool_), set.name);
}

std::string name_of(const testing::TestParamInfo<const KernelSet*>& info) {
  std::string name(info.param->name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(MachineLimits, LimitsOfEverySet,
                         testing::ValuesIn(all_kernel_sets().begin(), all_kernel_sets().end()),
                         name_of);

}  // namespace
}  // namespace llada
