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
// Whether the step is the block's first, or every config.refresh_interval-th of it.
[[nodiscard]] bool is_entry(const DecodeState& state, const DecodeConfig& config);

// Positions of the range that are masked now, ascending; drafts are not among them.
[[nodiscard]] std::vector<Position> masked_in(const Canvas& canvas, PositionRange range);
// Masked or a draft.
[[nodiscard]] bool any_open(const Canvas& canvas, PositionRange range);
// Positions of the range that are not fixed text, whatever their state now.
[[nodiscard]] int fillable_in(const Canvas& canvas, PositionRange range);

}  // namespace llada
