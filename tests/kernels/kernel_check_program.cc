// The kernel checks without a test framework, for machines whose packages we have no tests for: built
// with a cross compiler and run under an emulator (tests.cmake).
// usage: kernel_check_program [SET...]    checks the named sets, or all that run here
#include <cstdio>
#include <cstring>

#include "kernels/kernel_checks.h"

namespace {

using llada::KernelSet;

bool wanted(const KernelSet& set, int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (set.name == argv[i]) return true;
  }
  return argc == 1;
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

}  // namespace

int main(int argc, char** argv) {
  int failed = 0, ran = 0;
  for (const KernelSet* set : llada::all_kernel_sets()) {
    if (!wanted(*set, argc, argv)) continue;
    if (!set->supported()) {
      fmt::print("{}: skipped, needs {}\n", set->name, set->needs);
      continue;
    }
    failed += failures_of(*set);
    ++ran;
  }
  fmt::print("{} sets checked, {} checks failed\n", ran, failed);
  return failed == 0 && ran > 0 ? 0 : 1;
}
