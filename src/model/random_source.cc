#include <cmath>

#include "base/random.h"
#include "formats/quant.h"
#include "model/weight_source.h"

namespace llada {
namespace {

constexpr std::size_t kPoolRows = 61;  // prime: neighbouring panels never repeat in step

// Scaled so that activations keep their size through the layers.
std::vector<float> random_values(std::uint64_t seed, int inputs) {
  std::vector<float> values(kPoolRows * static_cast<std::size_t>(inputs));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double u = uniform(seed, RandomStream::kWeights, static_cast<std::uint32_t>(inputs),
                             static_cast<std::uint32_t>(i));
    const double centred = 2 * u - 1;
    values[i] = static_cast<float>((centred == 0 ? 0.5 : centred) / std::sqrt(inputs / 3.0));
  }
  return values;
}

}  // namespace

Status RandomSource::matrix(const std::string& name, int outputs, int inputs, PackedMatrix& slot) {
  LLADA_TRY(pool, pool_for(inputs));
  const std::size_t row_bytes = pool.size() / kPoolRows;
  const std::size_t shift = plan_.matrices().size();
  MatrixRows rows;
  rows.row = [pool, row_bytes, shift](int output) {
    return pool.subspan((static_cast<std::size_t>(output) + shift) % kPoolRows * row_bytes, row_bytes);
  };
  return plan_.add(name, type_, outputs, inputs, std::move(rows), slot);
}

Status RandomSource::expert(int, std::string_view part, int, int outputs, int inputs, PackedMatrix& slot) {
  return matrix(std::string(part), outputs, inputs, slot);
}

Status RandomSource::vector(const std::string&, int size, float mean, std::vector<float>& out) {
  out.assign(static_cast<std::size_t>(size), mean);
  return {};
}

Result<std::span<const std::byte>> RandomSource::pool_for(int inputs) {
  for (const auto& [width, pool] : pools_) {
    if (width == inputs) return std::span(pool);
  }
  LLADA_TRY(pool, make_pool(inputs));
  pools_.emplace_back(inputs, std::move(pool));
  return std::span<const std::byte>(pools_.back().second);
}

Result<RandomSource::Pool> RandomSource::make_pool(int inputs) const {
  const auto row_bytes = bytes_of(type_, static_cast<std::uint64_t>(inputs));
  if (!row_bytes) {
    return fail(ErrorCode::kUnsupported, "--type {}: rows of {} are no multiple of its block",
                traits(type_).name, inputs);
  }
  Pool blocks(*row_bytes * kPoolRows);
  LLADA_CHECK(encode_blocks(type_, random_values(seed_, inputs), blocks));
  return blocks;
}

}  // namespace llada
