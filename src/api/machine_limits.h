// What this machine can do at most, measured, and what that means for a piece of work: the
// roofline. Not here: what a model's work is (api/model_work.h).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/thread_pool.h"
#include "kernels/kernel_set.h"

namespace llada {

struct Work {
  double bytes = 0;       // read, and written where that counts
  double operations = 0;  // two per multiply-accumulate
};

enum class Limit : std::uint8_t { kMemory, kCompute };
[[nodiscard]] std::string_view to_string(Limit limit);  // "memory", "compute"

// No machine of this bandwidth and this peak does the work in less than `seconds`.
struct Bound {
  Limit limit = Limit::kMemory;
  double seconds = 0;
};
[[nodiscard]] Bound bound_of(const Work& work, double bytes_per_second,
                             double operations_per_second);

struct Peak {
  std::string unit;  // "int8 AVX-512 VNNI"
  double operations_per_second = 0;
};

// The most operations a second that all threads reach at once: the best of several runs, some 0.15
// s.
[[nodiscard]] Peak measure_peak(const ArithmeticUnit& unit, ThreadPool& pool);

// The most bytes a second at which all threads read `matrices` at once, each thread its share of
// every matrix, as in a step: the best of several runs, at least 0.3 s. Weights that fit a cache
// are read from there, again as in a step.
[[nodiscard]] double measure_bandwidth(const KernelSet& kernels,
                                       std::span<const PackedMatrix* const> matrices,
                                       ThreadPool& pool);

}  // namespace llada
