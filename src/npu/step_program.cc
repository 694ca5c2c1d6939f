#include "npu/step_program.h"

#include <algorithm>

#include "base/checked.h"

namespace llada {
namespace {

using Kind = ResidencyAction::Kind;

constexpr std::uint64_t kActivationBytes = 2;    // f16
constexpr std::uint64_t kRegionAlignment = 128;  // an HVX vector
constexpr int kMaxPositions = 1 << 20;

std::uint64_t size_of(int value) { return static_cast<std::uint64_t>(value); }

std::uint64_t widest_tile(std::span<const Chunk> chunks) {
  std::uint64_t widest = 1;
  for (const Chunk& chunk : chunks) {
    if (chunk.kind == ChunkKind::kHead)
      widest = std::max<std::uint64_t>(widest, chunk.matrices[0].outputs);
  }
  return widest;
}

Status check_largest(const StepExtents& largest) {
  const bool inside = largest.rows >= 1 && largest.head_rows >= 0 &&
                      largest.head_rows <= largest.rows && largest.positions >= 1 &&
                      largest.positions <= kMaxPositions;
  if (inside) return {};
  return fail(ErrorCode::kUsage,
              "a step of {} rows, {} of them for the head, over {} positions; allowed: from 1 "
              "row, 0..rows for the head, 1..{} positions",
              largest.rows, largest.head_rows, largest.positions, kMaxPositions);
}

// Rows padded to the device's width; the cache holds at least as many positions.
Result<StepExtents> padded(const NpuCapabilities& capabilities, StepExtents extents) {
  LLADA_CHECK(check_largest(extents));
  const auto bucket = width_bucket(capabilities, extents.rows);
  if (!bucket) return tl::unexpected(to_error(bucket.error()));
  extents.rows = *bucket;
  extents.positions = std::max(extents.positions, extents.rows);
  return extents;
}

Status as_status(const DeviceStatus& status) {
  if (status) return {};
  return tl::unexpected(to_error(status.error()));
}

}  // namespace

StepRegions StepProgram::lay_out(const NetworkShape& shape, std::span<const Chunk> chunks,
                                 const StepExtents& largest) {
  std::uint64_t at = 0;
  const auto take = [&at](std::uint64_t bytes) {
    const std::uint64_t begin = at;
    at += (bytes + kRegionAlignment - 1) / kRegionAlignment * kRegionAlignment;
    return begin;
  };
  const std::uint64_t row = size_of(largest.rows) * kActivationBytes;
  const std::uint64_t head_row = size_of(largest.head_rows) * kActivationBytes;
  const std::uint64_t hidden = size_of(shape.hidden);
  StepRegions regions;
  regions.hidden = take(row * hidden);
  regions.normed = take(row * hidden);
  regions.queries = take(row * size_of(shape.query_width()));
  regions.keys = take(row * size_of(shape.kv_width()));
  regions.values = take(row * size_of(shape.kv_width()));
  regions.attended = take(row * size_of(shape.query_width()));
  regions.gate = take(row * size_of(shape.ffn));
  regions.up = take(row * size_of(shape.ffn));
  regions.gathered = take(head_row * hidden);
  regions.logits = take(head_row * widest_tile(chunks));
  regions.statistics = take(size_of(largest.head_rows) * kHeadStatisticsBytes);
  regions.constants = take(std::max(hidden * kActivationBytes, 2 * row));
  regions.cache = take(size_of(shape.layers) * 2 * size_of(largest.positions) *
                       size_of(shape.kv_width()) * kActivationBytes);
  regions.end = at;
  return regions;
}

Result<std::uint64_t> StepProgram::working_bytes(const NpuCapabilities& capabilities,
                                                 const NetworkShape& shape,
                                                 std::span<const Chunk> chunks,
                                                 const StepExtents& largest) {
  LLADA_TRY(extents, padded(capabilities, largest));
  const auto bytes =
      checked_round_up(lay_out(shape, chunks, extents).end, capabilities.alignment_bytes);
  if (bytes) return *bytes;
  return fail(ErrorCode::kOutOfMemory, "working memory beyond 2^64 bytes");
}

StepProgram::StepProgram(NpuDevice& device, const NetworkShape& shape, std::vector<Chunk> chunks,
                         ResidencyPlan plan, Transfer transfer, const StepExtents& largest)
    : device_(device),
      shape_(shape),
      chunks_(std::move(chunks)),
      plan_(std::move(plan)),
      transfer_(transfer),
      largest_(largest),
      regions_(lay_out(shape_, chunks_, largest_)),
      walk_(plan_, chunks_) {}

StepProgram::~StepProgram() {
  for (const BufferId buffer : owned_) (void)device_.free(buffer);
}

Result<std::unique_ptr<StepProgram>> StepProgram::create(NpuDevice& device,
                                                         const NetworkShape& shape,
                                                         std::vector<Chunk> chunks,
                                                         ResidencyPlan plan, Transfer transfer,
                                                         const StepExtents& largest) {
  LLADA_TRY(extents, padded(device.capabilities(), largest));
  std::unique_ptr<StepProgram> program(
      new StepProgram(device, shape, std::move(chunks), std::move(plan), transfer, extents));
  LLADA_CHECK(as_status(program->allocate()));
  return program;
}

DeviceStatus StepProgram::allocate() {
  LLADA_TRY(working, device_.alloc(regions_.end));
  owned_.push_back(working_ = working);
  if (transfer_ == Transfer::kStage) {
    LLADA_TRY(arena, device_.alloc(plan_.used_bytes()));
    owned_.push_back(arena_ = arena);
  }
  return allocate_backing();
}

DeviceStatus StepProgram::allocate_backing() {
  const auto kind =
      transfer_ == Transfer::kCopyMap ? BackingKind::kUnregistered : BackingKind::kRegistered;
  for (const Chunk& chunk : chunks_) {
    std::vector<std::uint64_t> sizes{chunk.bytes};
    if (per_matrix()) {
      sizes.clear();
      for (const WeightMatrix& matrix : chunk.matrices) sizes.push_back(matrix.bytes);
    }
    backing_.emplace_back();
    for (const std::uint64_t size : sizes) {
      LLADA_TRY(buffer, device_.alloc_backing(size, kind));
      owned_.push_back(buffer);
      backing_.back().push_back(buffer);
    }
  }
  return {};
}

BufferId StepProgram::backing_of(const ResidencyAction& action) const {
  const auto& buffers = backing_[static_cast<std::size_t>(action.chunk)];
  return per_matrix() ? buffers[static_cast<std::size_t>(action.matrix)] : buffers[0];
}

BufferRange StepProgram::place_of(const ResidencyAction& action, const WeightMatrix& matrix) const {
  const std::uint64_t within = per_matrix() ? 0 : matrix.offset;
  if (transfer_ == Transfer::kStage) return {arena_, action.offset + within, matrix.bytes};
  return {backing_of(action), within, matrix.bytes};
}

void StepProgram::load(const ResidencyAction& action, CommandList& list) const {
  const BufferId from = backing_of(action);
  if (transfer_ == Transfer::kStage) {
    list.commands.emplace_back(
        StageCommand{{from, 0, action.bytes}, {arena_, action.offset, action.bytes}});
  } else {
    list.commands.emplace_back(MapCommand{from});
  }
}

void StepProgram::use(const ResidencyAction& action, StepWriter& writer) const {
  const Chunk& chunk = chunks_[static_cast<std::size_t>(action.chunk)];
  const bool whole = action.matrix == ResidencyAction::kWholeChunk;
  const std::size_t first = whole ? 0 : static_cast<std::size_t>(action.matrix);
  const std::size_t last = whole ? chunk.matrices.size() : first + 1;
  writer.chunk(chunk, first, last,
               [&](const WeightMatrix& matrix) { return place_of(action, matrix); });
}

Status StepProgram::check_extents(const StepExtents& extents) const {
  LLADA_CHECK(check_largest(extents));
  const bool fits = extents.rows <= largest_.rows && extents.positions <= largest_.positions &&
                    extents.head_rows <= largest_.head_rows;
  if (fits) return {};
  return fail(ErrorCode::kUsage,
              "a step of {} rows, {} for the head, over {} positions; the program was made for {}, "
              "{} and {}",
              extents.rows, extents.head_rows, extents.positions, largest_.rows, largest_.head_rows,
              largest_.positions);
}

Result<StepLists> StepProgram::next(const StepExtents& extents) {
  LLADA_CHECK(check_extents(extents));
  LLADA_TRY(wide, padded(device_.capabilities(), extents));
  StepLists lists;
  lists.width = wide.rows;
  StepWriter writer(shape_, regions_, working_, static_cast<std::uint32_t>(wide.rows),
                    static_cast<std::uint32_t>(extents.positions),
                    static_cast<std::uint32_t>(largest_.positions),
                    static_cast<std::uint32_t>(extents.head_rows), lists.step);
  const auto actions = walk_.next_step();
  std::vector<bool> used(chunks_.size(), false);
  for (const ResidencyAction& action : actions) {
    const auto chunk = static_cast<std::size_t>(action.chunk);
    const bool for_next_step = action.kind == Kind::kLoad && !per_matrix() && used[chunk];
    if (action.kind == Kind::kLoad) load(action, for_next_step ? lists.ahead : lists.step);
    if (action.kind == Kind::kUse) use(action, writer), used[chunk] = true;
    if (action.kind == Kind::kDrop && transfer_ != Transfer::kStage)
      lists.step.commands.emplace_back(UnmapCommand{backing_of(action)});
    if (per_matrix()) lists.step.commands.emplace_back(FenceCommand{});
  }
  return lists;
}

Result<Nanoseconds> run_step(NpuDevice& device, StepProgram& program, const StepExtents& extents,
                             Nanoseconds timeout) {
  LLADA_TRY(lists, program.next(extents));
  const Nanoseconds begin = device.now();
  const auto step = device.submit(lists.step);
  if (!step) return tl::unexpected(to_error(step.error()));
  if (!lists.ahead.commands.empty()) {
    const auto ahead = device.submit(lists.ahead);
    if (!ahead) return tl::unexpected(to_error(ahead.error()));
  }
  LLADA_CHECK(as_status(device.wait(*step, timeout)));
  return device.now() - begin;
}

}  // namespace llada
