// What can go wrong with an accelerator, as values. A caller may recover from most of them (through
// the CPU, or by mapping again), so the kind is kept beside the words.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace llada {

enum class DeviceFailure : std::uint8_t {
  kLost,             // the device is gone; every later call fails the same way
  kTimedOut,         // it did not finish within the time given; what it wrote is undefined
  kWindowExhausted,  // its visible window has no room for the allocation or the map
  kUnsupported,      // a width, format or command it does not do
  kMapLost,          // a chunk it had mapped is no longer visible; map it again
  kGarbage,          // bytes that fail their checksum, in a command list or in a result
  kInvalid,          // a command list or a call that breaks the interface's rules: our own bug
};

[[nodiscard]] std::string_view to_string(DeviceFailure failure);  // "lost", "timed out", ...

struct DeviceError {
  DeviceFailure failure = DeviceFailure::kInvalid;
  std::string message;
};

template <class T>
using DeviceResult = tl::expected<T, DeviceError>;
using DeviceStatus = tl::expected<void, DeviceError>;

template <class... Args>
[[nodiscard]] tl::unexpected<DeviceError> device_fail(DeviceFailure failure,
                                                      fmt::format_string<Args...> format,
                                                      Args&&... args) {
  return tl::unexpected<DeviceError>(
      DeviceError{failure, fmt::format(format, std::forward<Args>(args)...)});
}

// For callers that do not recover: kOutOfMemory for an exhausted window, kUnsupported, kInternal
// for kInvalid, else kDevice. The message begins with the kind of failure.
[[nodiscard]] Error to_error(const DeviceError& error);

}  // namespace llada
