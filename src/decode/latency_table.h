// What a step costs on a device, by its number of rows: measured (llada profile) or modelled. The
// planner asks it for one thing, how many rows cost nothing more; it never reads a clock.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"

namespace llada {

struct RowCost {
  int rows = 0;
  double seconds = 0;
};

struct LatencyTable {
  std::vector<RowCost> dense;  // one per width bucket of the device, ascending; empty: unknown
  std::vector<RowCost> side;   // the same for steps of the side path
  int max_rows = 0;            // memory budget of a dense step; 0: none but the widest bucket

  [[nodiscard]] bool empty() const { return dense.empty(); }
};

// Buckets that cost less than this share more than a narrower one count as that one: the noise of a
// measured table is no reason to leave lanes idle.
inline constexpr double kFreeCostShare = 0.02;

// Width of the bucket a dense step of `rows` runs in; `rows` itself beyond the widest.
[[nodiscard]] int bucket_width(const LatencyTable& table, int rows);

// Rows that can join a dense step of `rows` until it would cost more or break the memory budget;
// nothing when the table is empty.
[[nodiscard]] std::optional<int> free_rows(const LatencyTable& table, int rows);

// Time of a step of `rows`: that of its bucket, beyond the widest in proportion to it.
[[nodiscard]] double dense_seconds(const LatencyTable& table, int rows);
[[nodiscard]] double side_seconds(const LatencyTable& table, int rows);

// The largest number of side rows, at most `wanted`, done in 0.9 of the time of a dense step of
// `dense_rows` (decoding.md 5.5); `wanted` when the table knows nothing of the side path.
[[nodiscard]] int side_rows_within(const LatencyTable& table, int dense_rows, int wanted);

// Errors: kFormat naming the entry when widths do not ascend or a time is not above 0.
Status validate(const LatencyTable& table);

}  // namespace llada
