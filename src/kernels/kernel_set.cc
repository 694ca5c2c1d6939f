#include "kernels/kernel_set.h"

#include <algorithm>
#include <array>

#include "kernels/ref/ref_kernels.h"

namespace llada {
namespace {

std::string known_names() {
  std::string names = "auto";
  for (const KernelSet* set : all_kernel_sets()) names += fmt::format(", {}", set->name);
  return names;
}

const KernelSet* best_supported() {
  const auto sets = all_kernel_sets();
  return *std::find_if(sets.rbegin(), sets.rend(), [](const KernelSet* set) { return set->supported(); });
}

}  // namespace

std::span<const KernelSet* const> all_kernel_sets() {
  static const std::array<const KernelSet*, 1> sets = {&ref_kernel_set()};
  return sets;
}

Result<const KernelSet*> find_kernel_set(std::string_view name) {
  if (name.empty() || name == "auto") return best_supported();
  const auto sets = all_kernel_sets();
  const auto found = std::find_if(sets.begin(), sets.end(), [name](const KernelSet* set) { return set->name == name; });
  if (found == sets.end()) {
    return fail(ErrorCode::kUsage, "kernel set \"{}\" is unknown; known: {}", name, known_names());
  }
  if (!(*found)->supported()) {
    return fail(ErrorCode::kUnsupported, "kernel set \"{}\" needs {}, which this CPU lacks; \"auto\" picks \"{}\"",
                name, (*found)->needs, best_supported()->name);
  }
  return *found;
}

}  // namespace llada
