#include "model/weight_packer.h"

#include <algorithm>
#include <vector>

namespace llada {
namespace {

// Packed between two looks at the cancel flag. Bounds what is in memory twice (its source is released
// after it), and is long enough (milliseconds) to hide the threads' meeting.
constexpr std::size_t kRoundBytes = std::size_t{16} << 20;

Status pack_range(const PlannedMatrix& matrix, IndexRange panels, std::byte* storage, ThreadPool* pool) {
  if (pool == nullptr) return pack_panels(matrix.shape, matrix.rows.row, panels, storage);
  std::vector<Status> done(static_cast<std::size_t>(pool->size()));
  pool->parallel_for(panels.size(), 1, [&](IndexRange part, int thread) {
    const IndexRange share{panels.begin + part.begin, panels.begin + part.end};
    done[static_cast<std::size_t>(thread)] = pack_panels(matrix.shape, matrix.rows.row, share, storage);
  });
  const auto failed = std::find_if(done.begin(), done.end(), [](const Status& status) { return !status; });
  return failed == done.end() ? Status() : std::move(*failed);
}

void release(const PlannedMatrix& matrix, IndexRange panels) {
  if (!matrix.rows.release) return;
  const int begin = static_cast<int>(panels.begin) * kPanelOutputs;
  matrix.rows.release(begin, std::min(static_cast<int>(panels.end) * kPanelOutputs, matrix.shape.outputs));
}

class Packer {
 public:
  Packer(const WeightPlan& plan, std::span<std::byte> region, const PackOptions& options)
      : plan_(plan), region_(region), options_(options) {}

  Status run() {
    for (const PlannedMatrix& matrix : plan_.matrices()) LLADA_CHECK(pack(matrix));
    return {};
  }

 private:
  Status pack(const PlannedMatrix& matrix) {
    const auto panels = static_cast<std::size_t>(matrix.shape.panels());
    const std::size_t round = std::max<std::size_t>(1, kRoundBytes / matrix.shape.panel_bytes);
    for (std::size_t begin = 0; begin < panels; begin += round) {
      LLADA_CHECK(pack_round(matrix, {begin, std::min(begin + round, panels)}));
    }
    return {};
  }

  Status pack_round(const PlannedMatrix& matrix, IndexRange panels) {
    if (options_.cancel != nullptr && options_.cancel->cancelled()) {
      return fail(ErrorCode::kCancelled, "loading cancelled");
    }
    auto packed = pack_range(matrix, panels, region_.data() + matrix.offset, options_.pool);
    release(matrix, panels);
    if (!packed) return fail_at(matrix.name, std::move(packed).error());
    done_ = matrix.offset + panels.end * matrix.shape.panel_bytes;
    if (options_.progress) options_.progress(options_.activity, done_, region_.size());
    return {};
  }

  const WeightPlan& plan_;
  std::span<std::byte> region_;
  const PackOptions& options_;
  std::uint64_t done_ = 0;  // bytes of the region
};

}  // namespace

Status pack_all(const WeightPlan& plan, std::span<std::byte> region, const PackOptions& options) {
  return Packer(plan, region, options).run();
}

}  // namespace llada
