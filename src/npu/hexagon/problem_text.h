// The worker's answers as errors for people.
#pragma once

#include "npu/device_error.h"
#include "npu/hexagon/wire.h"

namespace llada {

// For a reply whose problem is not kNone; `device` names it in the message.
[[nodiscard]] DeviceError to_device_error(const wire::Reply& reply, std::string_view device);

}  // namespace llada
