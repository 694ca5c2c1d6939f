#include "model/rope_tables.h"

#include <cmath>

namespace llada {

Result<RopeTables> RopeTables::create(const ModelConfig& config, int positions) {
  RopeTables tables;
  const int pairs = config.rope_dims / 2;
  LLADA_CHECK(tables.cosines_.allocate(positions, pairs));
  LLADA_CHECK(tables.sines_.allocate(positions, pairs));
  for (int pair = 0; pair < pairs; ++pair) {
    const double frequency = std::pow(config.rope_theta, -2.0 * pair / config.rope_dims);
    for (int pos = 0; pos < positions; ++pos) {
      tables.cosines_.row(pos)[static_cast<std::size_t>(pair)] = static_cast<float>(std::cos(pos * frequency));
      tables.sines_.row(pos)[static_cast<std::size_t>(pair)] = static_cast<float>(std::sin(pos * frequency));
    }
  }
  return tables;
}

}  // namespace llada
