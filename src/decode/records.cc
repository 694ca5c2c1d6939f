#include "decode/records.h"

namespace llada {

void add(DecodeMetrics& sum, const DecodeMetrics& more) {
  for (std::size_t at = 0; at < sum.rows.size(); ++at) sum.rows[at] += more.rows[at];
  sum.probe_rows += more.probe_rows;
  sum.logit_rows += more.logit_rows;
  sum.lanes += more.lanes;
  sum.side_rows += more.side_rows;
  sum.entry_steps += more.entry_steps;
  sum.commits += more.commits;
  sum.forced_commits += more.forced_commits;
  sum.drafts_proposed += more.drafts_proposed;
  sum.drafts_promoted += more.drafts_promoted;
  sum.drafts_right += more.drafts_right;
  sum.drafts_revised += more.drafts_revised;
  sum.branches_tried += more.branches_tried;
  sum.branches_followed += more.branches_followed;
  sum.replacements += more.replacements;
  sum.demotions += more.demotions;
  sum.frozen += more.frozen;
  sum.side_merged += more.side_merged;
  sum.side_dropped += more.side_dropped;
}

}  // namespace llada
