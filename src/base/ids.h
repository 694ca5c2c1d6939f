// The small integers of the project, as distinct types: a position is not a token, and neither is a
// row index. `.value` is the plain number.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace llada {

template <class Tag>
struct Id {
  std::int32_t value = 0;

  constexpr Id() = default;
  constexpr explicit Id(std::int32_t v) : value(v) {}
  friend constexpr auto operator<=>(Id, Id) = default;
};

using TokenId = Id<struct TokenTag>;        // index into the vocabulary
using Position = Id<struct PositionTag>;    // index into the canvas (prompt + generation)
using SequenceId = Id<struct SequenceTag>;  // one request among those decoded together
using Step = Id<struct StepTag>;            // number of a denoising step, from 0

}  // namespace llada

template <class Tag>
struct std::hash<llada::Id<Tag>> {
  std::size_t operator()(llada::Id<Tag> id) const noexcept {
    return std::hash<std::int32_t>{}(id.value);
  }
};
