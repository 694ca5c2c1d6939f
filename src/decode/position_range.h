// A half-open range of canvas positions that a range-for can walk.
#pragma once

#include <cstdint>
#include <iterator>

#include "base/ids.h"

namespace llada {

class PositionRange {
 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Position;
    using difference_type = std::int32_t;
    using pointer = const Position*;
    using reference = Position;

    explicit Iterator(Position pos) : pos_(pos) {}
    Position operator*() const { return pos_; }
    Iterator& operator++() {
      ++pos_.value;
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(Iterator, Iterator) = default;

   private:
    Position pos_;
  };

  PositionRange() = default;
  // Empty when `past` does not lie beyond `first`.
  PositionRange(Position first, Position past)
      : first_(first), past_(past < first ? first : past) {}

  [[nodiscard]] Position first() const { return first_; }
  [[nodiscard]] Position past() const { return past_; }  // one beyond the last
  [[nodiscard]] int size() const { return past_.value - first_.value; }
  [[nodiscard]] bool contains(Position pos) const { return pos >= first_ && pos < past_; }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] Iterator begin() const { return Iterator(first_); }
  [[nodiscard]] Iterator end() const { return Iterator(past_); }
  friend bool operator==(const PositionRange&, const PositionRange&) = default;

 private:
  Position first_;
  Position past_;
};

}  // namespace llada
