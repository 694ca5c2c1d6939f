#include "npu/timeline.h"

namespace llada {
namespace {

constexpr int kProcess = 1;

Json name_event(std::string_view kind, int thread, std::string_view name) {
  return {
      {"name", kind}, {"ph", "M"}, {"pid", kProcess}, {"tid", thread}, {"args", {{"name", name}}}};
}

double microseconds(Nanoseconds time) { return static_cast<double>(time.count()) / 1000; }

Json complete_event(const TimelineEvent& event) {
  return {{"name", event.name},
          {"ph", "X"},
          {"pid", kProcess},
          {"tid", static_cast<int>(event.lane)},
          {"ts", microseconds(event.begin)},
          {"dur", microseconds(event.end - event.begin)}};
}

}  // namespace

std::string_view to_string(Lane lane) {
  switch (lane) {
    case Lane::kNpu:
      return "NPU";
    case Lane::kStaging:
      return "staging";
    case Lane::kMapping:
      return "mapping";
    case Lane::kCpu:
      return "CPU";
  }
  return "unknown";
}

Json trace_events(const Timeline& timeline, std::string_view process, std::string_view clock) {
  Json events = Json::array();
  events.push_back(name_event("process_name", 0, process));
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    events.push_back(
        name_event("thread_name", static_cast<int>(lane), to_string(static_cast<Lane>(lane))));
  }
  for (const TimelineEvent& event : timeline) events.push_back(complete_event(event));
  return {{"displayTimeUnit", "ms"}, {"otherData", {{"clock", clock}}}, {"traceEvents", events}};
}

}  // namespace llada
