// What several timings of the same work say.
#pragma once

#include <vector>

namespace llada {

// Of at least one value; of an even number, the mean of the two in the middle.
[[nodiscard]] double median(std::vector<double> values);
// Of a sample: divided by n - 1; 0 for a single value.
[[nodiscard]] double standard_deviation(const std::vector<double>& values);

}  // namespace llada
