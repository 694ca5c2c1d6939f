#include "kernels/kernel_set.h"

#include <algorithm>
#include <vector>

#include "kernels/kernel_sets.h"

namespace llada {
namespace {

std::vector<const KernelSet*> collect() {
  std::vector<const KernelSet*> sets = {&ref_kernel_set()};
  for (const KernelSet& set : native_kernel_sets()) sets.push_back(&set);
  return sets;
}

std::string known_names() {
  std::string names = "auto, exact";
  for (const KernelSet* set : all_kernel_sets()) names += fmt::format(", {}", set->name);
  return names;
}

const KernelSet* best_supported(bool exact = false) {
  const auto sets = all_kernel_sets();
  const auto runs = [exact](const KernelSet* set) {
    return (!exact || set->activations == "f32") && set->supported();
  };
  return *std::find_if(sets.rbegin(), sets.rend(), runs);  // `ref` runs anywhere
}

}  // namespace

std::span<const KernelSet* const> all_kernel_sets() {
  static const std::vector<const KernelSet*> sets = collect();
  return sets;
}

Result<const KernelSet*> find_kernel_set(std::string_view name) {
  if (name.empty() || name == "auto") return best_supported();
  if (name == "exact") return best_supported(/*exact=*/true);
  for (const KernelSet* set : all_kernel_sets()) {
    if (set->name != name) continue;
    if (set->supported()) return set;
    return fail(ErrorCode::kUnsupported,
                "kernel set \"{}\" needs {}, which this CPU lacks; \"auto\" would take \"{}\"", name,
                set->needs, best_supported()->name);
  }
  return fail(ErrorCode::kUsage, "kernel set \"{}\" is unknown; allowed: {}", name, known_names());
}

}  // namespace llada
