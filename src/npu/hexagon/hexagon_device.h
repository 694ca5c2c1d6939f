// Qualcomm's Hexagon NPU as an NpuDevice: buffers live in memory shared with its worker, commands cross as
// bytes, and the worker's address space is the window. The transport decides whether the worker is a chip or
// an emulator.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>

#include "base/result.h"
#include "npu/hexagon/transport.h"
#include "npu/list_check.h"
#include "npu/timeline.h"

namespace llada {

struct HexagonOptions {
  std::uint64_t window_bytes = 0;            // that buffers and maps may take; 0: all the worker has
  std::uint64_t scratch_bytes = 8u << 20;    // of fast memory (VTCM): what chips from SM8550 on have
  int threads = 2;                           // hardware threads, up to wire::kMaxThreads
  int activation_bits = 16;                  // that products keep: 16, or 8 at twice the speed
  bool record_timeline = false;
  std::optional<DeviceFault> fault{};
  std::optional<std::uint32_t> fault_command{};  // of its submission; none: the one in the middle
};

class HexagonDevice final : public NpuDevice {
 public:
  // Greets the worker. Errors: kOutOfMemory, with the sizes, where its address space is too small for the
  // window asked for; kUnsupported for a worker of another version; kDevice.
  static Result<std::unique_ptr<HexagonDevice>> create(std::unique_ptr<HexagonTransport> transport,
                                                       const HexagonOptions& options);
  ~HexagonDevice() override;

  [[nodiscard]] const NpuCapabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] Nanoseconds now() const override;
  DeviceResult<BufferId> alloc(std::uint64_t size_bytes) override;
  DeviceResult<BufferId> alloc_backing(std::uint64_t size_bytes, BackingKind kind) override;
  DeviceResult<BufferId> share(const HostBytes& bytes) override;
  DeviceStatus free(BufferId buffer) override;
  DeviceStatus write(const BufferRange& range, std::span<const std::byte> bytes) override;
  DeviceStatus read(const BufferRange& range, std::span<std::byte> bytes) override;
  DeviceResult<Fence> submit(const CommandList& list) override;
  DeviceStatus wait(Fence fence, Nanoseconds timeout) override;
  [[nodiscard]] DeviceCounters counters() const override;
  [[nodiscard]] Timeline timeline() const override { return timeline_; }

  // What the worker counted, as of its last answer.
  [[nodiscard]] const wire::Counters& worker_counters() const { return counters_; }

 private:
  struct Buffer {
    SharedMemory memory;
    bool in_window = false;
    bool mapped = false;
  };
  struct Submission {
    std::uint32_t sequence = 0;
    std::uint32_t slot = 0;
    std::set<BufferId> buffers;
    Nanoseconds begin{0};
    bool done = false;
    std::optional<DeviceError> error;
  };

  HexagonDevice(std::unique_ptr<HexagonTransport> transport, const HexagonOptions& options)
      : transport_(std::move(transport)), options_(options) {}
  Status greet();
  DeviceStatus send(wire::Request& request);
  // Sends, and waits for the answer to this request, taking note of those before it.
  DeviceResult<wire::Reply> ask(wire::Request& request);
  DeviceResult<wire::Reply> receive(Nanoseconds timeout);
  void note(const wire::Reply& reply);
  void fail_with(const DeviceError& error);
  [[nodiscard]] DeviceStatus status() const;
  DeviceResult<BufferId> add(std::uint64_t bytes, bool in_window);
  DeviceStatus fill(SharedMemory& memory, const HostBytes& bytes) const;
  DeviceResult<Buffer*> find(BufferId id);
  DeviceResult<std::byte*> accessible(const BufferRange& range, std::size_t bytes);
  [[nodiscard]] bool in_use(BufferId id) const;
  DeviceStatus check(const CommandList& list);
  DeviceStatus take_note_of_maps(const CommandList& list);
  DeviceStatus wait_for_slot(std::uint32_t slot);
  wire::Run fault_for(const CommandList& list) const;

  std::unique_ptr<HexagonTransport> transport_;
  HexagonOptions options_;
  NpuCapabilities capabilities_;
  SharedMemory lists_;
  std::map<BufferId, Buffer> buffers_;
  std::set<std::uint32_t> free_numbers_;  // of buffers that are gone, below next_buffer_
  std::uint32_t next_buffer_ = 0;
  std::uint64_t window_used_ = 0;
  std::uint32_t next_sequence_ = 1;
  std::deque<Submission> submissions_;
  std::optional<DeviceError> failure_;
  wire::Counters counters_{};
  Timeline timeline_;
  std::chrono::steady_clock::time_point opened_ = std::chrono::steady_clock::now();
};

}  // namespace llada
