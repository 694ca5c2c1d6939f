// Checks of the loops that measure a machine's limits. As product_checks.h.
#pragma once

#include <cstring>

#include "kernels/product_checks.h"

namespace llada::test {

inline Failures check_unit(const KernelSet& set, const ArithmeticUnit& unit) {
  const std::uint64_t one = unit.run(1), hundred = unit.run(100);
  if (unit.run(0) == 0 && one > 0 && one % 2 == 0 && hundred == 100 * one && !unit.name.empty()) return {};
  return {fmt::format("{}: unit \"{}\": {} operations in a round, {} in 100", set.name, unit.name, one, hundred)};
}

inline Failures check_arithmetic_units(const KernelSet& set) {
  Failures failures = check_unit(set, set.probes.f32);
  if ((set.activations != "f32") != (set.probes.quantised.run != nullptr))
    failures.push_back(fmt::format("{}: {} activations, but a unit \"{}\"", set.name, set.activations, set.probes.quantised.name));
  if (set.probes.quantised.run == nullptr) return failures;
  for (const std::string& failure : check_unit(set, set.probes.quantised)) failures.push_back(failure);
  const std::string_view of_floats = (set.activations == "bf16" ? set.probes.quantised : set.probes.f32).name;
  if (set.probes.unit_for(TensorType::kQ4_0).name != set.probes.quantised.name ||
      set.probes.unit_for(TensorType::kF16).name != of_floats) {
    failures.push_back(fmt::format("{}: the units of quantised and of float weights are {} and {}", set.name,
                                   set.probes.unit_for(TensorType::kQ4_0).name, set.probes.unit_for(TensorType::kF16).name));
  }
  return failures;
}

inline std::uint32_t xor_of_words(std::span<const std::byte> bytes) {
  std::uint32_t folded = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) folded ^= static_cast<std::uint32_t>(bytes[i]) << (8 * (i % 4));
  return folded;
}

inline Failures check_reader(const KernelSet& set) {
  Failures failures;
  const auto values = random_values(1024, 71);
  const std::span<const std::byte> bytes = std::as_bytes(std::span(values));
  for (const std::size_t count : {0, 1, 3, 4, 63, 64, 65, 255, 256, 257, 1023, 4096}) {
    for (const std::size_t begin : {0, 1}) {
      const auto part = bytes.subspan(begin, std::min(count, bytes.size() - begin));
      const std::uint32_t found = set.probes.read(part.data(), part.size()), expected = xor_of_words(part);
      if (found != expected)
        failures.push_back(fmt::format("{}: read {} bytes at {}: {:08x}, expected {:08x}", set.name, count, begin, found, expected));
    }
  }
  return failures;
}

}  // namespace llada::test
