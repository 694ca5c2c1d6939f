// The staging unit: copies backing memory into the window on a thread of its own, in order, while the
// commands behind go on, until one needs the bytes. In the shape of a DMA engine, which would take its
// place on a chip.
#pragma once

#include "worker/buffers.h"
#include "worker/command_ranges.h"

namespace llada::dsp {

class Stager {
 public:
  explicit Stager(const Buffers& buffers) : buffers_(buffers) {}
  // Without a thread every copy is made when it is asked for.
  void start();

  // Begins the copy of a kStage command, the index-th of its list. Error: of its destination, or of a copy
  // before it.
  Outcome push(const Command& command, uint32_t index);
  // Returns when no copy under way touches what the command does. Error: of a copy.
  Outcome wait_for(const Command& command);
  Outcome wait_for_all();
  // The command whose copy failed. Forgets the failure.
  uint32_t take_failed_command();

  [[nodiscard]] uint64_t stages() const { return stages_; }
  [[nodiscard]] uint64_t staged_bytes() const { return staged_bytes_; }
  [[nodiscard]] uint64_t busy_ns() const { return busy_ns_; }

 private:
  static constexpr uint32_t kPlaces = 8;
  struct Copy {
    Range from{};
    Range to{};
    uint8_t* at = nullptr;
    uint32_t index = 0;
  };
  static void live(void* stager);
  void perform(const Copy& copy);
  Outcome wait_until_done(uint32_t count);

  const Buffers& buffers_;
  bool threaded_ = false;
  Copy copies_[kPlaces]{};
  uint32_t begun_ = 0;  // futex: copies asked for
  uint32_t done_ = 0;   // futex
  Outcome failure_{};   // of the first copy that failed; the others are not made then
  uint32_t failed_command_ = 0;
  uint64_t stages_ = 0;
  uint64_t staged_bytes_ = 0;
  uint64_t busy_ns_ = 0;
};

}  // namespace llada::dsp
