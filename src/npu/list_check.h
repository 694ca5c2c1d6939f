// What a device checks of a command list before it runs any of it, beyond check_commands(): that
// buffers exist, ranges lie inside them, what is touched is visible at that point of the list, maps
// fit the window, and widths and formats are among those the device has.
#pragma once

#include <map>

#include "npu/device.h"

namespace llada {

class ListCheck {
 public:
  struct Buffer {
    std::uint64_t bytes = 0;  // as it counts against the window
    bool in_window = false;
    bool mapped = false;

    [[nodiscard]] bool visible() const { return in_window || mapped; }
  };

  ListCheck(const NpuCapabilities& capabilities, std::uint64_t window_used_bytes)
      : capabilities_(capabilities), window_used_(window_used_bytes) {}

  void add_buffer(BufferId id, const Buffer& buffer) { buffers_[id] = buffer; }

  // Follows the list's maps. Errors: kInvalid, kWindowExhausted, kUnsupported, with the index of
  // the command.
  DeviceStatus run(const CommandList& list);

 private:
  DeviceStatus check(const Command& command);
  DeviceStatus check_map(const MapCommand& command);
  DeviceStatus check_unmap(const UnmapCommand& command);
  DeviceStatus check_width(const Command& command) const;
  DeviceStatus check_formats(const Command& command) const;
  DeviceStatus check_range(const BufferRange& range, bool backing);
  DeviceResult<Buffer*> find(BufferId id);

  const NpuCapabilities& capabilities_;
  std::uint64_t window_used_;
  std::map<BufferId, Buffer> buffers_;
};

// Whether the command is work of the dense engine, not of the staging or mapping unit.
[[nodiscard]] bool runs_on_npu(const Command& command);

struct RangeUse {
  BufferRange range;
  bool write = false;
};
// Not for maps, which touch a whole buffer, nor fences.
[[nodiscard]] std::vector<RangeUse> ranges_of(const Command& command);

}  // namespace llada
