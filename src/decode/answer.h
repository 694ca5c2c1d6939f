// Where the text ends, and how much of it can no longer change.
#pragma once

#include <optional>

#include "decode/decoder.h"

namespace llada {

// The end token that closes the answer: the first one committed in the generated region with
// nothing masked before it. End tokens before fixed text (between holes, or text after the last)
// close nothing: what the caller gave is never cut off.
[[nodiscard]] std::optional<Position> answer_end(const Canvas& canvas, const DecodeConfig& config);

// The longest prefix of canvas.generated() that no later step can change or cut, for append-only
// streams: everything up to the first position still open; with stop_at_eos not beyond the end
// token that closes the answer, which is its last position then. Grows from step to step, never
// shrinks, and when the decoder is done it is the whole answer.
[[nodiscard]] PositionRange final_prefix(const DecodeState& state, const DecodeConfig& config);

}  // namespace llada
