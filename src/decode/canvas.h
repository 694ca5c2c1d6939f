// Tokens and states of every position of one sequence, and the one place where states change.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "decode/position_range.h"

namespace llada {

enum class PositionState : std::uint8_t {
  kPrompt,     // given; never changes
  kMasked,     // to be filled
  kDraft,      // a proposal for a future block, no commitment
  kCommitted,  // on the canvas, still revisable
  kStable,     // never changes again
};

[[nodiscard]] std::string_view name_of(PositionState state);

class Canvas {
 public:
  // A prompt followed by `generate` masks. A prompt token equal to `mask` is text like any other.
  static Canvas after_prompt(std::span<const TokenId> prompt, int generate, TokenId mask);
  // Fixed text with holes: masked[i] says whether position i is to be filled (its token is
  // ignored); positions beyond the end of `masked` are fixed.
  static Canvas with_holes(std::span<const TokenId> tokens, const std::vector<bool>& masked,
                           TokenId mask);

  [[nodiscard]] int size() const { return static_cast<int>(tokens_.size()); }
  [[nodiscard]] TokenId mask() const { return mask_; }
  [[nodiscard]] TokenId token(Position pos) const { return tokens_[index(pos)]; }
  [[nodiscard]] PositionState state(Position pos) const { return states_[index(pos)]; }
  [[nodiscard]] bool is_masked(Position pos) const { return state(pos) == PositionState::kMasked; }
  // Without a token of its own yet: masked, or a draft, which no other row may see.
  [[nodiscard]] bool is_open(Position pos) const {
    return is_masked(pos) || state(pos) == PositionState::kDraft;
  }
  [[nodiscard]] std::span<const TokenId> tokens() const { return tokens_; }
  // From the first position to be filled to one past the last; holds the fixed text between holes
  // too. Empty, at size(), when there is nothing to fill.
  [[nodiscard]] PositionRange generated() const { return generated_; }
  [[nodiscard]] Position first_generated() const { return generated_.first(); }

  // Legal transitions; any other is reported as kInternal and changes nothing. So is a position off
  // the canvas, or the mask given as a token.
  Status propose(Position pos);                 // masked or draft -> draft; shows the mask still
  Status commit(Position pos, TokenId token);   // masked or draft -> committed
  Status replace(Position pos, TokenId token);  // committed -> committed, another token
  Status remask(Position pos);                  // committed or draft -> masked
  Status freeze(Position pos);                  // committed -> stable

 private:
  Canvas(std::vector<TokenId> tokens, std::vector<PositionState> states, TokenId mask);
  [[nodiscard]] Status check(std::string_view what, Position pos,
                             std::initializer_list<PositionState> from) const;
  [[nodiscard]] Status check_token(std::string_view what, Position pos, TokenId token) const;
  [[nodiscard]] static std::size_t index(Position pos) {
    return static_cast<std::size_t>(pos.value);
  }

  std::vector<TokenId> tokens_;
  std::vector<PositionState> states_;
  TokenId mask_;
  PositionRange generated_;
};

}  // namespace llada
