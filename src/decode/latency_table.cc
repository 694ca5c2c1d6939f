#include "decode/latency_table.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace llada {
namespace {

// Share of a dense step that the side path may take, so that the boundary seldom waits for it.
constexpr double kSideShare = 0.9;

using Costs = std::vector<RowCost>;

Costs::const_iterator bucket(const Costs& costs, int rows) {
  return std::find_if(costs.begin(), costs.end(),
                      [=](const RowCost& cost) { return cost.rows >= rows; });
}

double seconds_of(const Costs& costs, int rows) {
  if (costs.empty() || rows <= 0) return 0;
  const auto found = bucket(costs, rows);
  if (found != costs.end()) return found->seconds;
  return costs.back().seconds * rows / costs.back().rows;
}

Status check_costs(std::string_view name, const Costs& costs) {
  for (std::size_t i = 0; i < costs.size(); ++i) {
    const int below = i == 0 ? 0 : costs[i - 1].rows;
    if (costs[i].rows <= below) {
      return fail(ErrorCode::kFormat, "latency table: {}[{}]: {} rows; need more than {}", name, i,
                  costs[i].rows, below);
    }
    if (!(costs[i].seconds > 0) || !std::isfinite(costs[i].seconds)) {
      return fail(ErrorCode::kFormat, "latency table: {}[{}]: {} seconds; need a time above 0",
                  name, i, costs[i].seconds);
    }
  }
  return {};
}

}  // namespace

int bucket_width(const LatencyTable& table, int rows) {
  const auto found = bucket(table.dense, rows);
  return found == table.dense.end() ? rows : found->rows;
}

std::optional<int> free_rows(const LatencyTable& table, int rows) {
  if (table.empty()) return std::nullopt;
  const double budget = dense_seconds(table, rows) * (1 + kFreeCostShare);
  int width = bucket_width(table, rows);
  for (const RowCost& cost : table.dense) {
    if (cost.rows > width && cost.seconds <= budget) width = cost.rows;
  }
  if (table.max_rows > 0) width = std::min(width, table.max_rows);
  return std::max(0, width - rows);
}

double dense_seconds(const LatencyTable& table, int rows) { return seconds_of(table.dense, rows); }
double side_seconds(const LatencyTable& table, int rows) { return seconds_of(table.side, rows); }

int side_rows_within(const LatencyTable& table, int dense_rows, int wanted) {
  if (table.side.empty()) return wanted;
  const double budget = kSideShare * dense_seconds(table, dense_rows);
  int rows = wanted;
  while (rows > 0 && side_seconds(table, rows) > budget) --rows;
  return rows;
}

Status validate(const LatencyTable& table) {
  LLADA_CHECK(check_costs("dense", table.dense));
  return check_costs("side", table.side);
}

}  // namespace llada
