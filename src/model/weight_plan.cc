#include "model/weight_plan.h"

#include <utility>

#include "base/checked.h"

namespace llada {

Status WeightPlan::add(std::string name, TensorType type, int outputs, int inputs, MatrixRows rows,
                       PackedMatrix& slot) {
  const PackLayout layout = name == "token_embd.weight" ? embedding_ : layout_;
  auto shape = PackedShape::of(layout, type, outputs, inputs);
  if (!shape) return fail_at(name, std::move(shape).error());
  const auto padded = checked_round_up(shape->size_bytes(), AlignedBuffer::kAlignment);
  const auto end = padded ? checked_add(region_bytes_, *padded) : std::nullopt;
  if (!end) return fail(ErrorCode::kOutOfMemory, "{}: the model's weights are too large", name);
  matrices_.push_back({std::move(name), *shape, region_bytes_, std::move(rows), &slot});
  region_bytes_ = *end;
  return {};
}

void WeightPlan::place(const std::byte* region) const {
  for (const PlannedMatrix& matrix : matrices_) {
    *matrix.slot = PackedMatrix(matrix.shape, region + matrix.offset);
  }
}

}  // namespace llada
