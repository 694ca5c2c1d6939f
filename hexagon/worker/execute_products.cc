#include "worker/executor.h"

namespace llada::dsp {
namespace {

constexpr uint8_t kLaneLayout = 2;  // 1 + the host's PackLayout::kLanes

}  // namespace

// What the products of one command share.
struct Executor::ProductPlan {
  const ProductsCommand& command;
  Matrix matrices[kMaxProducts]{};
  Rows input{};
  uint32_t chunks = 0;
  uint32_t first_row = 0;  // of those multiplied together
  uint32_t rows = 0;
  uint32_t blocks = 0;     // of 8 rows, at most, so that activations fit the fast memory
  ActivationBlock* activations = nullptr;  // [chunk][block]
  WeightChunk* weights = nullptr;          // [thread]
  uint8_t* broken = nullptr;               // [row]: an input was not finite

  [[nodiscard]] ActivationBlock& block(uint32_t chunk, uint32_t index) const {
    return activations[chunk * blocks + index];
  }
  [[nodiscard]] int groups_of(uint32_t chunk) const {
    const uint32_t left = input.width - chunk * kChunkInputs;
    return static_cast<int>((left < kChunkInputs ? left : kChunkInputs) / kGroupInputs);
  }
};

Outcome Executor::find_matrix(const ProductsCommand& c, const Product& p, Matrix& matrix) const {
  if (!is_known(p.type) || p.layout != kLaneLayout) return wrong(Problem::kFormat, p.type, p.layout);
  LLADA_DSP_CHECK(extent(p.outputs, 1, kMaxExtent));
  if (p.inputs != c.products[0].inputs) return wrong(Problem::kExtent, p.inputs, c.products[0].inputs);
  matrix.type = static_cast<WeightType>(p.type);
  matrix.outputs = p.outputs;
  matrix.panel_bytes = uint64_t{p.inputs / kGroupInputs} * group_bytes(matrix.type);
  const uint64_t panels = (uint64_t{p.outputs} + kPanelOutputs - 1) / kPanelOutputs;
  uint8_t* at = nullptr;
  LLADA_DSP_CHECK(buffers_.locate(p.weights, panels * matrix.panel_bytes, 1, &at));
  matrix.panels = at;
  return rows(p.output, c.rows, p.outputs, matrix.output);
}

Outcome Executor::products(const ProductsCommand& c) {
  const uint32_t inputs = c.products[0].inputs;
  if (c.rows == 0 || c.rows > (1u << 16)) return wrong(Problem::kExtent, c.rows, 1u << 16);
  if (inputs == 0 || inputs > kMaxExtent || inputs % kGroupInputs != 0) return wrong(Problem::kExtent, inputs, kMaxExtent);
  ProductPlan plan{.command = c, .chunks = (inputs + kChunkInputs - 1) / kChunkInputs};
  LLADA_DSP_CHECK(rows(c.input, c.rows, inputs, plan.input));
  for (uint32_t i = 0; i < c.count; ++i) LLADA_DSP_CHECK(find_matrix(c, c.products[i], plan.matrices[i]));

  const uint64_t fixed = team_.size() * uint64_t{sizeof(WeightChunk)};
  const uint64_t per_block = plan.chunks * uint64_t{sizeof(ActivationBlock)} + kBlockRows + Scratch::kAlignment;
  const uint64_t room = scratch_.left() > fixed ? (scratch_.left() - fixed) / per_block : 0;
  if (room == 0) return wrong(Problem::kScratch, fixed + per_block, scratch_.left());
  const uint32_t needed = (c.rows + kBlockRows - 1) / kBlockRows;
  plan.blocks = room < needed ? static_cast<uint32_t>(room) : needed;
  plan.weights = scratch_.take<WeightChunk>(team_.size());
  plan.activations = scratch_.take<ActivationBlock>(uint64_t{plan.chunks} * plan.blocks);
  plan.broken = scratch_.take<uint8_t>(uint64_t{plan.blocks} * kBlockRows);
  if (plan.broken == nullptr) return wrong(Problem::kScratch, fixed + plan.blocks * per_block, scratch_.bytes());
  for (plan.first_row = 0; plan.first_row < c.rows; plan.first_row += plan.blocks * kBlockRows) {
    const uint32_t left = c.rows - plan.first_row;
    plan.rows = left < plan.blocks * kBlockRows ? left : plan.blocks * kBlockRows;
    LLADA_DSP_CHECK(multiply_rows(plan));
  }
  return {};
}

// Rows that fill the last block are zero: their scales are, and codes of a row before are overwritten.
Outcome Executor::multiply_rows(const ProductPlan& plan) {
  const uint32_t filled = (plan.rows + kBlockRows - 1) / kBlockRows * kBlockRows;
  const auto quantise = [&](uint32_t row, uint32_t) {
    alignas(128) static const float kZeros[kChunkInputs] = {};
    bool finite = true;
    for (uint32_t chunk = 0; chunk < plan.chunks; ++chunk) {
      const float* x = row < plan.rows ? plan.input.row(plan.first_row + row) + chunk * kChunkInputs : kZeros;
      const bool here = quantise_row(x, plan.groups_of(chunk) * kGroupInputs, bits_, static_cast<int>(row % kBlockRows),
                                     plan.block(chunk, row / kBlockRows));
      finite = finite && here;
    }
    plan.broken[row] = finite ? 0 : 1;
  };
  team_.for_each(filled, quantise);

  uint32_t tiles = 0;
  for (uint32_t i = 0; i < plan.command.count; ++i) tiles += (plan.matrices[i].outputs + kTileOutputs - 1) / kTileOutputs;
  const auto multiply = [&](uint32_t tile, uint32_t thread) {
    for (uint32_t i = 0; i < plan.command.count; ++i) {
      const uint32_t here = (plan.matrices[i].outputs + kTileOutputs - 1) / kTileOutputs;
      if (tile < here) return multiply_tile(plan, plan.matrices[i], tile, thread);
      tile -= here;
    }
  };
  team_.for_each(tiles, multiply);
  return {};
}

void Executor::multiply_tile(const ProductPlan& plan, const Matrix& matrix, uint32_t tile, uint32_t thread) const {
  const uint32_t blocks = (plan.rows + kBlockRows - 1) / kBlockRows;
  const uint32_t panels = (matrix.outputs + kPanelOutputs - 1) / kPanelOutputs;
  const uint8_t* first = matrix.panels + 2 * tile * matrix.panel_bytes;
  const uint8_t* second = 2 * tile + 1 < panels ? first + matrix.panel_bytes : first;
  WeightChunk& weights = plan.weights[thread];
  const uint32_t column = tile * kTileOutputs, columns = matrix.outputs - column;
  const auto multiply_chunk = bits_ == 8 ? multiply_chunk_8 : multiply_chunk_16;
  for (uint32_t chunk = 0; chunk < plan.chunks; ++chunk) {
    const int groups = plan.groups_of(chunk);
    const uint64_t skipped = uint64_t{chunk} * kChunkGroups * group_bytes(matrix.type);
    decode_chunk(matrix.type, first + skipped, second + skipped, groups, weights);
    for (uint32_t block = 0; block < blocks; ++block) {
      const ActivationBlock& x = plan.block(chunk, block);
      Vec totals[kBlockRows];
      multiply_chunk(weights, x, groups, code_offset(matrix.type), totals);
      const uint32_t left = plan.rows - block * kBlockRows;
      for (uint32_t row = 0; row < kBlockRows && row < left; ++row) {
        float* out = matrix.output.row(plan.first_row + block * kBlockRows + row) + column;
        const VecFloat value = product_value(totals[row], weights.exponent, x.scales[row]);
        store_some(out, columns, chunk == 0 ? value : add(load_some(out, columns), value));
      }
    }
  }
  for (uint32_t row = 0; row < plan.rows; ++row) {
    if (plan.broken[row] == 0) continue;
    float* out = matrix.output.row(plan.first_row + row) + column;
    for (uint32_t at = 0; at < columns && at < kTileOutputs; ++at) out[at] = __builtin_nanf("");
  }
}

}  // namespace llada::dsp
