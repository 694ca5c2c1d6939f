// The kernel checks without a test framework, for machines whose packages we have no tests for: built
// with a cross compiler and run under an emulator (tests.cmake).
// usage: kernel_check_program [--numerics] [SET...]    checks the named sets, or all that run here; the table of
//   numerics_checks.h instead of all else
#include <algorithm>
#include <cstdio>

#include "kernels/kernel_checks.h"
#include "kernels/numerics_checks.h"

namespace {

using llada::KernelSet;

// The sets of those names that run here; all without a name.
std::vector<const KernelSet*> chosen_sets(const std::vector<std::string_view>& names) {
  std::vector<const KernelSet*> sets;
  for (const KernelSet* set : llada::all_kernel_sets()) {
    if (!names.empty() && std::find(names.begin(), names.end(), set->name) == names.end()) continue;
    if (set->supported()) sets.push_back(set);
    if (!set->supported()) fmt::print("{}: skipped, needs {}\n", set->name, set->needs);
  }
  return sets;
}

int failures_of(const KernelSet& set) {
  int failed = 0;
  for (const auto& check : llada::test::kKernelChecks) {
    const auto failures = check.run(set);
    fmt::print("{} {}: {}\n", set.name, check.sentence, failures.empty() ? "passed" : "FAILED");
    for (const std::string& failure : failures) fmt::print("  {}\n", failure);
    std::fflush(stdout);
    failed += failures.empty() ? 0 : 1;
  }
  return failed;
}

int numerics_failures_of(const std::vector<const KernelSet*>& sets) {
  const auto failures = llada::test::check_numerics(sets);
  for (const std::string& failure : failures) fmt::print("{}\n", failure);
  return static_cast<int>(failures.size());
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string_view> names(argv + 1, argv + argc);
  const bool numerics = std::erase(names, "--numerics") > 0;
  const auto sets = chosen_sets(names);
  int failed = 0;
  if (numerics) {
    failed = numerics_failures_of(sets);
  } else {
    for (const KernelSet* set : sets) failed += failures_of(*set);
  }
  fmt::print("{} sets checked, {} checks failed\n", sets.size(), failed);
  return failed == 0 && !sets.empty() ? 0 : 1;
}
