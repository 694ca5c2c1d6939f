// From the head's words to the decoder's.
#pragma once

#include "decode/step.h"
#include "model/head.h"

namespace llada {

[[nodiscard]] inline RowStats to_row_stats(const TokenStats& stats, Position position) {
  return {.position = position,
          .top = stats.top,
          .top_probability = stats.top_probability,
          .second = stats.second,
          .second_probability = stats.second_probability,
          .entropy = stats.entropy,
          .sampled = stats.sampled,
          .sampled_probability = stats.sampled_probability};
}

[[nodiscard]] inline std::vector<HeadRow> head_rows(const std::vector<LogitRequest>& requests) {
  std::vector<HeadRow> rows;
  for (const LogitRequest& request : requests) rows.push_back({request.source_row, request.position});
  return rows;
}

[[nodiscard]] inline std::vector<RowStats> to_row_stats(const std::vector<TokenStats>& stats,
                                                        const std::vector<LogitRequest>& requests) {
  std::vector<RowStats> rows;
  for (std::size_t at = 0; at < stats.size(); ++at)
    rows.push_back(to_row_stats(stats[at], requests[at].position));
  return rows;
}

[[nodiscard]] inline std::vector<ForwardRow> forward_rows(const std::vector<PlanRow>& rows) {
  std::vector<ForwardRow> forward;
  for (const PlanRow& row : rows)
    forward.push_back({row.sequence, row.position, row.token, row.role == RowRole::kProbe});
  return forward;
}

}  // namespace llada
