// Every change of a position goes through here: canvas, record, counts and event move together.
#pragma once

#include "decode/decoder.h"

namespace llada {

[[nodiscard]] inline PositionRecord& record(DecodeState& state, Position pos) {
  return state.records[static_cast<std::size_t>(pos.value)];
}
[[nodiscard]] inline const PositionRecord& record(const DecodeState& state, Position pos) {
  return state.records[static_cast<std::size_t>(pos.value)];
}

Status reveal(MergeOutcome& outcome, Position pos, TokenId token, double probability);
Status replace(MergeOutcome& outcome, Position pos, TokenId token, double probability);
Status remask(MergeOutcome& outcome, Position pos);
Status freeze(MergeOutcome& outcome, Position pos);

}  // namespace llada
