// The way to a worker: memory both sides see, and messages. Not here: what is said (wire.h), and what
// becomes of it (hexagon_device.h).
#pragma once

#include <memory>
#include <string>

#include "npu/device.h"
#include "npu/hexagon/wire.h"

namespace llada {

// Whole pages (wire::kPage) of memory that both sides can see.
struct SharedMemory {
  std::byte* at = nullptr;    // here
  std::uint64_t handle = 0;   // the worker's name for it, and
  std::uint64_t offset = 0;   // where in that it begins
  std::uint64_t bytes = 0;
};

class HexagonTransport {
 public:
  virtual ~HexagonTransport() = default;
  HexagonTransport() = default;
  HexagonTransport(const HexagonTransport&) = delete;
  HexagonTransport& operator=(const HexagonTransport&) = delete;

  [[nodiscard]] virtual std::string_view name() const = 0;  // "emulated", "fastrpc"
  // Rounded up to whole pages. Error: kWindowExhausted when the machine has no more.
  virtual DeviceResult<SharedMemory> allocate(std::uint64_t bytes) = 0;
  virtual void free(const SharedMemory& memory) = 0;

  // Error: kLost when the worker is gone or does not take messages.
  virtual DeviceStatus send(const wire::Request& request) = 0;
  // The next reply. Errors: kTimedOut, kLost.
  virtual DeviceResult<wire::Reply> receive(Nanoseconds timeout) = 0;
  // Ends the worker at once, whatever it does; every later call fails with kLost.
  virtual void kill() = 0;
};

}  // namespace llada
