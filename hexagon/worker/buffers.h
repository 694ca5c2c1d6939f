// The buffers the host has made known, and which of them are visible: in the address space of this
// processor, which is smaller than the memory there is.
#pragma once

#include "worker/list_reader.h"

namespace llada::dsp {

class Buffers {
 public:
  void set_window(uint64_t bytes) { window_ = bytes; }
  [[nodiscard]] uint64_t window() const { return window_; }
  [[nodiscard]] uint64_t visible_bytes() const { return visible_; }
  [[nodiscard]] uint64_t maps() const { return maps_; }
  [[nodiscard]] uint64_t unmaps() const { return unmaps_; }

  Outcome attach(const wire::Attach& wanted);
  Outcome detach(uint32_t buffer);
  Outcome map(int32_t buffer);
  Outcome unmap(int32_t buffer);

  // Where a range of so many bytes lies, a multiple of `alignment`; it must be visible.
  Outcome locate(const Range& range, uint64_t bytes, uint32_t alignment, uint8_t** at) const;

  // A backing range seen through an aperture, piece by piece.
  Outcome copy_from_backing(const Range& from, uint8_t* to) const;

 private:
  struct Buffer {
    bool known = false;
    bool in_window = false;  // visible for as long as it is known
    uint64_t handle = 0;
    uint64_t offset = 0;
    uint64_t bytes = 0;
    uint8_t* at = nullptr;   // nullptr: not visible
  };
  Outcome find(int32_t number, const Buffer** buffer) const;
  Outcome show(Buffer& buffer);
  void hide(Buffer& buffer);
  void pack_together();

  uint64_t window_ = 0;
  uint64_t visible_ = 0;
  uint64_t maps_ = 0;
  uint64_t unmaps_ = 0;
  Buffer buffers_[wire::kMaxBuffers]{};
};

}  // namespace llada::dsp
