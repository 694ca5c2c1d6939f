#include "decode/changes.h"

namespace llada {
namespace {

// The token's history starts anew; what the position has been through does not.
void note_revision(DecodeState& state, Position pos) {
  PositionRecord& changed = record(state, pos);
  changed.changed = state.step;
  changed.agreements = 0;
  changed.probability = -1;
  ++changed.revisions;
  state.metrics.drafts_revised += changed.promoted;
  changed.promoted = false;
}

}  // namespace

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

Status replace(MergeOutcome& outcome, Position pos, TokenId token, double probability) {
  LLADA_CHECK(outcome.state.canvas.replace(pos, token));
  note_revision(outcome.state, pos);
  ++outcome.state.metrics.replacements;
  outcome.events.push_back({EventKind::kReplace, pos, token, probability});
  return {};
}

Status remask(MergeOutcome& outcome, Position pos) {
  LLADA_CHECK(outcome.state.canvas.remask(pos));
  note_revision(outcome.state, pos);
  ++outcome.state.metrics.demotions;
  outcome.events.push_back({EventKind::kRemask, pos, outcome.state.canvas.mask(), 0});
  return {};
}

Status freeze(MergeOutcome& outcome, Position pos) {
  LLADA_CHECK(outcome.state.canvas.freeze(pos));
  outcome.events.push_back({EventKind::kStable, pos, outcome.state.canvas.token(pos), 0});
  return {};
}

}  // namespace llada
