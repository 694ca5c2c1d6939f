#include "decode/canvas.h"

#include <algorithm>
#include <utility>

namespace llada {
namespace {

PositionRange span_of_fillable(const std::vector<PositionState>& states) {
  const auto fillable = [](PositionState state) { return state != PositionState::kPrompt; };
  const auto first = std::find_if(states.begin(), states.end(), fillable);
  const auto past = std::find_if(states.rbegin(), states.rend(), fillable).base();
  const auto position = [&](auto at) {
    return Position(static_cast<std::int32_t>(at - states.begin()));
  };
  return {position(first), position(past)};
}

}  // namespace

std::string_view name_of(PositionState state) {
  switch (state) {
    case PositionState::kPrompt:
      return "prompt";
    case PositionState::kMasked:
      return "masked";
    case PositionState::kDraft:
      return "draft";
    case PositionState::kCommitted:
      return "committed";
    case PositionState::kStable:
      return "stable";
  }
  return "unknown";
}

Canvas::Canvas(std::vector<TokenId> tokens, std::vector<PositionState> states, TokenId mask)
    : tokens_(std::move(tokens)),
      states_(std::move(states)),
      mask_(mask),
      generated_(span_of_fillable(states_)) {}

Canvas Canvas::after_prompt(std::span<const TokenId> prompt, int generate, TokenId mask) {
  const std::size_t total = prompt.size() + static_cast<std::size_t>(std::max(generate, 0));
  std::vector<TokenId> tokens(prompt.begin(), prompt.end());
  tokens.resize(total, mask);
  std::vector<PositionState> states(prompt.size(), PositionState::kPrompt);
  states.resize(total, PositionState::kMasked);
  return {std::move(tokens), std::move(states), mask};
}

Canvas Canvas::with_holes(std::span<const TokenId> tokens, const std::vector<bool>& masked,
                          TokenId mask) {
  std::vector<TokenId> filled(tokens.begin(), tokens.end());
  std::vector<PositionState> states(tokens.size(), PositionState::kPrompt);
  for (std::size_t i = 0; i < std::min(tokens.size(), masked.size()); ++i) {
    if (!masked[i]) continue;
    filled[i] = mask;
    states[i] = PositionState::kMasked;
  }
  return {std::move(filled), std::move(states), mask};
}

Status Canvas::check(std::string_view what, Position pos,
                     std::initializer_list<PositionState> from) const {
  if (pos.value < 0 || pos.value >= size()) {
    return fail(ErrorCode::kInternal, "canvas: {} position {}: it has positions 0 to {}", what,
                pos.value, size() - 1);
  }
  if (std::find(from.begin(), from.end(), state(pos)) == from.end()) {
    return fail(ErrorCode::kInternal, "canvas: {} position {}: not allowed while it is {}", what,
                pos.value, name_of(state(pos)));
  }
  return {};
}

Status Canvas::check_token(std::string_view what, Position pos, TokenId token) const {
  if (token.value >= 0 && token != mask_) return {};
  return fail(ErrorCode::kInternal, "canvas: {} position {}: token {} is {}", what, pos.value,
              token.value, token == mask_ ? "the mask" : "no token");
}

Status Canvas::propose(Position pos) {
  LLADA_CHECK(check("propose", pos, {PositionState::kMasked, PositionState::kDraft}));
  states_[index(pos)] = PositionState::kDraft;
  return {};
}

Status Canvas::commit(Position pos, TokenId token) {
  LLADA_CHECK(check("commit", pos, {PositionState::kMasked, PositionState::kDraft}));
  LLADA_CHECK(check_token("commit", pos, token));
  tokens_[index(pos)] = token;
  states_[index(pos)] = PositionState::kCommitted;
  return {};
}

Status Canvas::replace(Position pos, TokenId token) {
  LLADA_CHECK(check("replace", pos, {PositionState::kCommitted}));
  LLADA_CHECK(check_token("replace", pos, token));
  if (token == this->token(pos)) {
    return fail(ErrorCode::kInternal, "canvas: replace position {}: token {} is there already",
                pos.value, token.value);
  }
  tokens_[index(pos)] = token;
  return {};
}

Status Canvas::remask(Position pos) {
  LLADA_CHECK(check("remask", pos, {PositionState::kCommitted, PositionState::kDraft}));
  tokens_[index(pos)] = mask_;
  states_[index(pos)] = PositionState::kMasked;
  return {};
}

Status Canvas::freeze(Position pos) {
  LLADA_CHECK(check("freeze", pos, {PositionState::kCommitted}));
  states_[index(pos)] = PositionState::kStable;
  return {};
}

}  // namespace llada
