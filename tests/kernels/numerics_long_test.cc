#include <gtest/gtest.h>

#include "kernels/numerics_checks.h"

namespace llada {
namespace {

TEST(Numerics, NormalisedErrorOverAThousandRandomShapesPerType) {
  std::vector<const KernelSet*> sets;
  for (const KernelSet* set : all_kernel_sets()) {
    if (set->supported()) sets.push_back(set);
  }
  for (const std::string& failure : test::check_numerics(sets)) ADD_FAILURE() << failure;
}

}  // namespace
}  // namespace llada
