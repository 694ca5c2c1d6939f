#include "apps/metrics_json.h"

namespace llada {
namespace {

Json rows_json(const DecodeMetrics& m) {
  const auto of = [&](RowClass row_class) { return m.rows[static_cast<std::size_t>(row_class)]; };
  return {{"current", of(RowClass::kCurrent)},
          {"unstable", of(RowClass::kUnstable)},
          {"speculative", of(RowClass::kSpeculative)},
          {"refresh", of(RowClass::kRefresh)},
          {"probes", m.probe_rows},
          {"logits", m.logit_rows},
          {"side", m.side_rows}};
}

// Share of the lanes of the steps' width buckets that held a row.
double lane_use(const DecodeMetrics& m) {
  std::uint64_t rows = 0;
  for (const std::uint64_t count : m.rows) rows += count;
  return m.lanes == 0 ? 0 : static_cast<double>(rows) / static_cast<double>(m.lanes);
}

}  // namespace

Json metrics_json(const DecodeMetrics& m, int side_stalls, double side_stall_seconds) {
  return {{"entry_steps", m.entry_steps},
          {"rows", rows_json(m)},
          {"lane_use", lane_use(m)},
          {"commits", m.commits},
          {"forced_commits", m.forced_commits},
          {"drafts",
           {{"proposed", m.drafts_proposed},
            {"promoted", m.drafts_promoted},
            {"right", m.drafts_right},
            {"revised", m.drafts_revised}}},
          {"branches", {{"tried", m.branches_tried}, {"followed", m.branches_followed}}},
          {"revision",
           {{"replacements", m.replacements}, {"demotions", m.demotions}, {"frozen", m.frozen}}},
          {"side",
           {{"merged", m.side_merged},
            {"dropped", m.side_dropped},
            {"stalls", side_stalls},
            {"stall_seconds", side_stall_seconds}}}};
}

}  // namespace llada
