#include "api/machine_limits.h"

#include <algorithm>
#include <limits>

#include "base/clock.h"

namespace llada {
namespace {

// Long against the start of a job (microseconds), short against a change of the clock frequency.
constexpr double kRunSeconds = 0.02;
constexpr int kRuns = 6;
constexpr double kReadSeconds = 0.3;          // at least, in all
constexpr std::uint64_t kGrain = 1ull << 14;  // rounds: at least 30 microseconds of any unit

// The least time that one of many repetitions takes when all threads do `body(repetitions)` at
// once. Runs of a number of repetitions that may be done in less than kRunSeconds do not count, but
// warm the units up: cores lower their clock for wide instructions. A run that was held up cannot
// end this early.
template <class Body>
double best_seconds(ThreadPool& pool, double least_seconds, const Body& body) {
  std::uint64_t repetitions = 1;
  double best = std::numeric_limits<double>::infinity(), total = 0;
  for (int runs = 0; runs < kRuns || total < least_seconds;) {
    const Stopwatch watch;
    pool.run([&](int thread) { body(thread, repetitions); });
    const double seconds = watch.seconds();
    best = std::min(best, seconds / static_cast<double>(repetitions));
    if (best * static_cast<double>(repetitions) < kRunSeconds) {
      repetitions *= 2;
      continue;
    }
    total += seconds;
    ++runs;
  }
  return best;
}

void read_share(const KernelSet& kernels, std::span<const PackedMatrix* const> matrices, int thread,
                int threads) {
  for (const PackedMatrix* matrix : matrices) {
    const auto panels =
        split_range(static_cast<std::size_t>(matrix->panels()), 1, static_cast<std::size_t>(thread),
                    static_cast<std::size_t>(threads));
    if (panels.size() == 0) continue;
    kernels.probes.read(matrix->panel(static_cast<int>(panels.begin)),
                        panels.size() * matrix->panel_bytes());
  }
}

double bytes_of(std::span<const PackedMatrix* const> matrices) {
  double bytes = 0;
  for (const PackedMatrix* matrix : matrices) {
    bytes += static_cast<double>(matrix->panel_bytes()) * matrix->panels();
  }
  return bytes;
}

}  // namespace

std::string_view to_string(Limit limit) { return limit == Limit::kMemory ? "memory" : "compute"; }

Bound bound_of(const Work& work, double bytes_per_second, double operations_per_second) {
  const double memory = work.bytes / bytes_per_second;
  const double compute = work.operations / operations_per_second;
  return compute > memory ? Bound{Limit::kCompute, compute} : Bound{Limit::kMemory, memory};
}

Peak measure_peak(const ArithmeticUnit& unit, ThreadPool& pool) {
  const double seconds = best_seconds(
      pool, 0, [&](int, std::uint64_t repetitions) { unit.run(repetitions * kGrain); });
  const double operations = static_cast<double>(unit.run(1)) * kGrain * pool.size();
  return {std::string(unit.name), operations / seconds};
}

double measure_bandwidth(const KernelSet& kernels, std::span<const PackedMatrix* const> matrices,
                         ThreadPool& pool) {
  const auto read = [&](int thread, std::uint64_t repetitions) {
    for (; repetitions > 0; --repetitions) read_share(kernels, matrices, thread, pool.size());
  };
  return bytes_of(matrices) / best_seconds(pool, kReadSeconds, read);
}

}  // namespace llada
