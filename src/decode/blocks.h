// How the generated region is cut into blocks. Dream's rule knows no blocks: its one block is the
// whole region.
#pragma once

#include "decode/decoder.h"

namespace llada {

// Blocks of `config.block` positions over canvas.generated(); the last may be shorter.
[[nodiscard]] int block_count(const Canvas& canvas, const DecodeConfig& config);
[[nodiscard]] PositionRange block_range(const Canvas& canvas, const DecodeConfig& config,
                                        int block_index);
[[nodiscard]] PositionRange current_block(const DecodeState& state, const DecodeConfig& config);
// Whether a cached step computes the whole canvas: the block's first and every config.refresh_interval-th from there;
// where the dual cache refreshes changes alone, the answer's first and every such one from there.
[[nodiscard]] bool computes_canvas(const DecodeState& state, const DecodeConfig& config);

// Positions of the range that are masked now, ascending; drafts are not among them.
[[nodiscard]] std::vector<Position> masked_in(const Canvas& canvas, PositionRange range);
// Masked or a draft.
[[nodiscard]] bool any_open(const Canvas& canvas, PositionRange range);
// Positions of the range that are not fixed text, whatever their state now.
[[nodiscard]] int fillable_in(const Canvas& canvas, PositionRange range);

}  // namespace llada
