#include "kernels/kernel_set.h"

#include <gtest/gtest.h>

#include "kernels/kernel_checks.h"

namespace llada {
namespace {

using Param = std::tuple<const KernelSet*, test::KernelCheck>;

class EveryKernelSet : public testing::TestWithParam<Param> {};

TEST_P(EveryKernelSet, Passes) {
  const auto& [set, check] = GetParam();
  if (!set->supported()) GTEST_SKIP() << set->name << " needs " << set->needs;
  const test::Failures failures = check.run(*set);
  std::string shapes;
  for (const std::string& failure : failures) shapes += failure + "\n";
  EXPECT_TRUE(failures.empty()) << failures.size() << " failures:\n" << shapes;
}

std::string test_name(const testing::TestParamInfo<Param>& info) {
  std::string name = fmt::format("{}_{}", std::get<0>(info.param)->name, std::get<1>(info.param).sentence);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Kernels, EveryKernelSet,
                         testing::Combine(testing::ValuesIn(all_kernel_sets().begin(), all_kernel_sets().end()),
                                          testing::ValuesIn(test::kKernelChecks)),
                         test_name);

TEST(KernelSetChoice, AutoTakesTheLastSupportedSet) {
  const KernelSet* last = nullptr;
  for (const KernelSet* set : all_kernel_sets()) {
    if (set->supported()) last = set;
  }
  EXPECT_EQ(*find_kernel_set("auto"), last);
  EXPECT_EQ(*find_kernel_set(""), last);
}

TEST(KernelSetChoice, AKnownNameIsFoundOrSaysWhatTheCpuLacks) {
  for (const KernelSet* set : all_kernel_sets()) {
    const auto found = find_kernel_set(set->name);
    if (set->supported()) {
      ASSERT_TRUE(found.has_value());
      EXPECT_EQ(*found, set);
    } else {
      ASSERT_FALSE(found.has_value());
      EXPECT_EQ(found.error().code, ErrorCode::kUnsupported);
      EXPECT_NE(found.error().message.find(set->needs), std::string::npos) << found.error().message;
    }
  }
}

TEST(KernelSetChoice, AnUnknownNameListsTheKnownOnes) {
  const auto found = find_kernel_set("avx3");
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, ErrorCode::kUsage);
  for (const KernelSet* set : all_kernel_sets()) {
    EXPECT_NE(found.error().message.find(set->name), std::string::npos) << found.error().message;
  }
}

}  // namespace
}  // namespace llada
