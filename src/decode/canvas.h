// Tokens and states of every position of one sequence, and the one place where states change.
#pragma once

#include <span>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace llada {

enum class PositionState : std::uint8_t {
  kPrompt,     // given; never changes
  kMasked,     // to be filled
  kDraft,      // a proposal for a future block, no commitment
  kCommitted,  // on the canvas, still revisable
  kStable,     // never changes again
};

class Canvas {
 public:
  // A prompt followed by `generate` masks.
  static Canvas after_prompt(std::span<const TokenId> prompt, int generate, TokenId mask);
  // Fixed text with holes: masked[i] says whether position i is to be filled (its token is ignored).
  static Canvas with_holes(std::span<const TokenId> tokens, const std::vector<bool>& masked, TokenId mask);

  [[nodiscard]] int size() const { return static_cast<int>(tokens_.size()); }
  [[nodiscard]] TokenId mask() const { return mask_; }
  [[nodiscard]] TokenId token(Position pos) const { return tokens_[index(pos)]; }
  [[nodiscard]] PositionState state(Position pos) const { return states_[index(pos)]; }
  [[nodiscard]] bool is_masked(Position pos) const { return state(pos) == PositionState::kMasked; }
  [[nodiscard]] std::span<const TokenId> tokens() const { return tokens_; }
  [[nodiscard]] Position first_generated() const { return first_generated_; }  // first non-prompt

  // Legal transitions; any other is reported as kInternal and changes nothing.
  Status commit(Position pos, TokenId token);   // masked or draft -> committed
  Status replace(Position pos, TokenId token);  // committed -> committed, another token
  Status remask(Position pos);                  // committed or draft -> masked
  Status freeze(Position pos);                  // committed -> stable

 private:
  [[nodiscard]] static std::size_t index(Position pos) { return static_cast<std::size_t>(pos.value); }

  std::vector<TokenId> tokens_;
  std::vector<PositionState> states_;
  TokenId mask_;
  Position first_generated_;
};

}  // namespace llada
