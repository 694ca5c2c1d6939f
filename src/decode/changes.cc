#include "decode/changes.h"

namespace llada {

Status reveal(MergeOutcome& outcome, Position pos, TokenId token, double probability) {
  DecodeState& state = outcome.state;
  LLADA_CHECK(state.canvas.commit(pos, token));
  PositionRecord& changed = record(state, pos);
  changed.changed = state.step;
  state.metrics.drafts_right += changed.draft.evaluations > 0 && changed.draft.token == token;
  ++state.metrics.commits;
  outcome.events.push_back({EventKind::kReveal, pos, token, probability});
  return {};
}

}  // namespace llada
