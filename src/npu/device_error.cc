#include "npu/device_error.h"

namespace llada {
namespace {

ErrorCode code_of(DeviceFailure failure) {
  switch (failure) {
    case DeviceFailure::kWindowExhausted:
      return ErrorCode::kOutOfMemory;
    case DeviceFailure::kUnsupported:
      return ErrorCode::kUnsupported;
    case DeviceFailure::kInvalid:
      return ErrorCode::kInternal;
    default:
      return ErrorCode::kDevice;
  }
}

}  // namespace

std::string_view to_string(DeviceFailure failure) {
  switch (failure) {
    case DeviceFailure::kLost:
      return "lost";
    case DeviceFailure::kTimedOut:
      return "timed out";
    case DeviceFailure::kWindowExhausted:
      return "window exhausted";
    case DeviceFailure::kUnsupported:
      return "unsupported";
    case DeviceFailure::kMapLost:
      return "map lost";
    case DeviceFailure::kGarbage:
      return "garbage";
    case DeviceFailure::kInvalid:
      return "invalid";
  }
  return "unknown";
}

Error to_error(const DeviceError& error) {
  return {code_of(error.failure),
          fmt::format("device: {}: {}", to_string(error.failure), error.message)};
}

}  // namespace llada
