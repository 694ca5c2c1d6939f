#include "worker/executor.h"

#include "kernels/head_sums.h"
#include "kernels/rows.h"

namespace llada::dsp {
namespace {

constexpr uint32_t kDataAlignment = 4;

Outcome check_rows(uint32_t rows, uint32_t width) {
  LLADA_DSP_CHECK(extent(rows, 1, kMaxRows));
  return extent(width, 1, kMaxExtent);
}

}  // namespace

Outcome Executor::rows(const Range& range, uint32_t count, uint64_t width, Rows& out) const {
  uint8_t* at = nullptr;
  LLADA_DSP_CHECK(buffers_.locate(range, uint64_t{count} * width * sizeof(float), kDataAlignment, &at));
  out = {reinterpret_cast<float*>(at), count, static_cast<uint32_t>(width)};
  return {};
}

// As many whole rows as the range holds.
Outcome Executor::some_rows(const Range& range, uint32_t width, Rows& out) const {
  const uint64_t row_bytes = uint64_t{width} * sizeof(float), count = range.length / row_bytes;
  LLADA_DSP_CHECK(extent(count, 1, kMaxExtent));
  return rows(range, static_cast<uint32_t>(count), width, out);
}

Outcome Executor::words(const Range& range, uint32_t count, const uint32_t** out) const {
  uint8_t* at = nullptr;
  LLADA_DSP_CHECK(buffers_.locate(range, uint64_t{count} * sizeof(uint32_t), kDataAlignment, &at));
  *out = reinterpret_cast<const uint32_t*>(at);
  return {};
}

Outcome Executor::run(const Command& command) {
  scratch_.give_back_all();
  switch (command.kind) {
    case CommandKind::kStage: break;
    case CommandKind::kMap: return buffers_.map(command.buffer);
    case CommandKind::kUnmap: return buffers_.unmap(command.buffer);
    case CommandKind::kProducts: return products(command.products);
    case CommandKind::kAttention: return attention(command.attention);
    case CommandKind::kElementwise: return elementwise(command.elementwise);
    case CommandKind::kHead: return head(command.head);
    case CommandKind::kFence: return {};
  }
  return wrong(Problem::kListCommand);
}

// --- elementwise ---

Outcome Executor::elementwise(const ElementwiseCommand& c) {
  LLADA_DSP_CHECK(check_rows(c.rows, c.width));
  switch (c.kind) {
    case ElementwiseKind::kNorm: return norm(c);
    case ElementwiseKind::kGate:
    case ElementwiseKind::kAdd:
    case ElementwiseKind::kAddVector: return combine(c);
    case ElementwiseKind::kRotatePairs:
    case ElementwiseKind::kRotateHalves: return rotate(c);
    case ElementwiseKind::kScatterRows:
    case ElementwiseKind::kGatherRows: return move_rows(c);
  }
  return wrong(Problem::kListCommand, static_cast<uint64_t>(c.kind));
}

Outcome Executor::norm(const ElementwiseCommand& c) {
  Rows x, weights, y;
  LLADA_DSP_CHECK(rows(c.first, c.rows, c.width, x));
  LLADA_DSP_CHECK(rows(c.second, 1, c.width, weights));
  LLADA_DSP_CHECK(rows(c.output, c.rows, c.width, y));
  const auto body = [&](uint32_t row, uint32_t) { norm_row(x.row(row), weights.at, c.epsilon, y.row(row), c.width); };
  team_.for_each(c.rows, body);
  return {};
}

Outcome Executor::combine(const ElementwiseCommand& c) {
  Rows first, second, y;
  const bool vector = c.kind == ElementwiseKind::kAddVector;
  LLADA_DSP_CHECK(rows(c.first, c.rows, c.width, first));
  LLADA_DSP_CHECK(rows(c.second, vector ? 1 : c.rows, c.width, second));
  LLADA_DSP_CHECK(rows(c.output, c.rows, c.width, y));
  const auto body = [&](uint32_t row, uint32_t) {
    const float* with = second.row(vector ? 0 : row);
    if (c.kind == ElementwiseKind::kGate) gate_row(first.row(row), with, y.row(row), c.width);
    else add_row(first.row(row), with, y.row(row), c.width);
  };
  team_.for_each(c.rows, body);
  return {};
}

Outcome Executor::rotate(const ElementwiseCommand& c) {
  Rows x, y, angles;
  LLADA_DSP_CHECK(extent(c.head_dim, 1, c.width));
  if (c.width % c.head_dim != 0) return wrong(Problem::kExtent, c.width, c.head_dim);
  const uint64_t pairs = c.second.length / (uint64_t{c.rows} * 2 * sizeof(float));
  LLADA_DSP_CHECK(extent(pairs, 1, c.head_dim / 2));
  LLADA_DSP_CHECK(rows(c.first, c.rows, c.width, x));
  LLADA_DSP_CHECK(rows(c.second, c.rows, 2 * pairs, angles));
  LLADA_DSP_CHECK(rows(c.output, c.rows, c.width, y));
  const auto turn = c.kind == ElementwiseKind::kRotatePairs ? rotate_pairs : rotate_halves;
  const auto body = [&](uint32_t row, uint32_t) {
    float* heads = y.row(row);
    if (heads != x.row(row)) __builtin_memcpy(heads, x.row(row), c.width * sizeof(float));
    for (uint32_t head = 0; head < c.width; head += c.head_dim)
      turn(heads + head, angles.row(row), angles.row(row) + pairs, static_cast<uint32_t>(pairs));
  };
  team_.for_each(c.rows, body);
  return {};
}

Outcome Executor::move_rows(const ElementwiseCommand& c) {
  const bool scatters = c.kind == ElementwiseKind::kScatterRows;
  Rows from, to;
  LLADA_DSP_CHECK(scatters ? rows(c.first, c.rows, c.width, from) : some_rows(c.first, c.width, from));
  LLADA_DSP_CHECK(scatters ? some_rows(c.output, c.width, to) : rows(c.output, c.rows, c.width, to));
  const uint32_t* indices = nullptr;
  LLADA_DSP_CHECK(words(c.second, c.rows, &indices));
  const uint32_t room = scatters ? to.count : from.count;
  for (uint32_t row = 0; row < c.rows; ++row) {
    const uint32_t index = indices[row];
    if (scatters && index == kNoPosition) continue;
    if (index >= room) return wrong(Problem::kIndex, index, room);
    __builtin_memcpy(to.row(scatters ? index : row), from.row(scatters ? row : index), c.width * sizeof(float));
  }
  return {};
}

// --- head ---

Outcome Executor::head(const HeadCommand& c) {
  LLADA_DSP_CHECK(check_rows(c.rows, c.tokens));
  LLADA_DSP_CHECK(extent(c.first_token, 0, kMaxExtent));
  LLADA_DSP_CHECK(extent(c.slice, 1, kMaxExtent));
  Rows logits;
  LLADA_DSP_CHECK(rows(c.logits, c.rows, c.tokens, logits));
  uint8_t* records = nullptr;
  LLADA_DSP_CHECK(buffers_.locate(c.statistics, c.rows * kRecordBytes, kDataAlignment, &records));
  uint32_t bad_records = 0;
  const auto body = [&](uint32_t row, uint32_t) {
    uint8_t* record = records + row * kRecordBytes;
    TokenSums sums;
    if (c.first_token != 0 && !read_record(record, sums)) {
      __atomic_fetch_add(&bad_records, 1, __ATOMIC_RELAXED);
      return;
    }
    for (uint32_t begin = 0; begin < c.tokens; begin += c.slice) {
      const uint32_t count = c.tokens - begin < c.slice ? c.tokens - begin : c.slice;
      sums.merge(sum_tokens(logits.row(row) + begin, count, c.first_token + begin));
    }
    write_record(sums, record);
  };
  team_.for_each(c.rows, body);
  return bad_records == 0 ? Outcome{} : wrong(Problem::kRecord, bad_records);
}

void Executor::damage(const Command& command) {
  const auto spoil = [this](const Range& range) {
    uint8_t* at = nullptr;
    if (buffers_.locate(range, range.length, 1, &at)) __builtin_memset(at, 0xff, range.length);
  };
  switch (command.kind) {
    case CommandKind::kStage: return spoil(command.to);
    case CommandKind::kProducts:
      for (uint32_t i = 0; i < command.products.count; ++i) spoil(command.products.products[i].output);
      return;
    case CommandKind::kAttention: return spoil(command.attention.output);
    case CommandKind::kElementwise: return spoil(command.elementwise.output);
    case CommandKind::kHead: return spoil(command.head.statistics);
    default: return;
  }
}

}  // namespace llada::dsp
