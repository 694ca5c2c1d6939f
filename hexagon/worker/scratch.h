// Fast memory (VTCM) of the session: taken whole at its start, given out piece by piece for the length of a
// command. Its size is a hard limit.
#pragma once

#include "npu/hexagon/wire.h"

namespace llada::dsp {

class Scratch {
 public:
  static constexpr uint64_t kAlignment = 128;

  void own(uint8_t* memory, uint64_t bytes) {
    memory_ = memory;
    bytes_ = bytes;
    used_ = most_ = 0;
  }
  // nullptr when the budget is exceeded.
  template <class T>
  T* take(uint64_t count) {
    if (count > bytes_) return nullptr;
    const uint64_t wanted = (count * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
    if (wanted > left()) return nullptr;
    T* at = reinterpret_cast<T*>(memory_ + used_);
    used_ += wanted;
    if (used_ > most_) most_ = used_;
    return at;
  }
  void give_back_all() { used_ = 0; }

  [[nodiscard]] uint64_t left() const { return bytes_ - used_; }
  [[nodiscard]] uint64_t bytes() const { return bytes_; }
  [[nodiscard]] uint64_t most() const { return most_; }

 private:
  uint8_t* memory_ = nullptr;
  uint64_t bytes_ = 0;
  uint64_t used_ = 0;
  uint64_t most_ = 0;
};

}  // namespace llada::dsp
