// What ran when, on which unit: the record of a device, for pictures and for sums.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json.h"
#include "npu/device.h"

namespace llada {

enum class Lane : std::uint8_t { kNpu, kStaging, kMapping, kCpu };
inline constexpr std::size_t kLanes = 4;
[[nodiscard]] std::string_view to_string(Lane lane);  // "NPU", "staging", "mapping", "CPU"

struct TimelineEvent {
  Lane lane = Lane::kNpu;
  std::string name;
  Nanoseconds begin{0};
  Nanoseconds end{0};
  friend bool operator==(const TimelineEvent&, const TimelineEvent&) = default;
};

using Timeline = std::vector<TimelineEvent>;  // by end, then by lane

// The trace event format that chrome://tracing and Perfetto read: one thread per lane, times in
// microseconds. `clock` says "measured" or "modelled".
[[nodiscard]] Json trace_events(const Timeline& timeline, std::string_view process,
                                std::string_view clock);

}  // namespace llada
