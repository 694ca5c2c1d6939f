// An accelerator that runs whole steps asynchronously inside a limited window of memory. It knows
// buffers, commands and time; it knows neither tokens nor models. One thread at a time may call it.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "npu/command.h"
#include "npu/device_error.h"

namespace llada {

using Nanoseconds = std::chrono::duration<std::int64_t, std::nano>;  // since the device was opened

struct NpuCapabilities {
  std::string name;
  bool modelled = false;             // its clock is virtual: every figure made with it must say so
  bool computes = false;             // buffers have contents; else only time passes
  std::vector<int> width_buckets{};  // ascending: numbers of rows it has programs for; none: any
  int tile_rows = 1;                 // rows are charged in whole tiles
  std::uint64_t window_bytes = 0;
  std::uint64_t alignment_bytes = 1;  // of offsets and sizes in the window
  std::vector<TensorType> formats{};  // of weights
  TensorType activations = TensorType::kF16;  // what its command lists are to say
  bool shares_memory = false;  // a map costs nothing: mapped memory is used where it lies
  bool prefers_maps = false;   // maps of registered memory cost microseconds: better than staging it
};

// The smallest bucket of at least `rows` rows. Error: kUnsupported when the widest is too narrow.
[[nodiscard]] DeviceResult<int> width_bucket(const NpuCapabilities& capabilities, int rows);

// Backing memory lies outside the window. Registered memory was made known to the device once, so
// that a map only changes page tables; any other has to be copied and registered at each map.
enum class BackingKind : std::uint8_t { kRegistered, kUnregistered };

// Where a buffer's contents already are: in memory, and if they are those of a file, in that file too.
struct HostBytes {
  std::span<const std::byte> memory;
  int descriptor = -1;            // of an open file, which is read instead of the memory; -1: none
  std::uint64_t file_offset = 0;  // of memory[0]
};

// Makes one submission, counted from 0, go wrong in a given way (tests). kTimedOut: it never ends; kLost:
// the device vanishes; kMapLost: all maps are gone when it ends; kGarbage: its results are damaged.
struct DeviceFault {
  std::uint64_t submission = 0;
  DeviceFailure failure = DeviceFailure::kLost;
};

// What a device did since it was opened, on its clock.
struct DeviceCounters {
  Nanoseconds npu_busy{0};
  Nanoseconds staging_busy{0};
  Nanoseconds stalled{0};  // the NPU had work, but the bytes it needs were not there yet
  std::uint64_t staged_bytes = 0;
  std::uint64_t stages = 0;
  std::uint64_t maps = 0;

  DeviceCounters& operator+=(const DeviceCounters& other);
};
[[nodiscard]] DeviceCounters operator-(const DeviceCounters& after, const DeviceCounters& before);

struct TimelineEvent;  // npu/timeline.h
using Timeline = std::vector<TimelineEvent>;

// Stands for everything submitted up to some list.
using Fence = Id<struct FenceTag>;

class NpuDevice {
 public:
  virtual ~NpuDevice() = default;
  NpuDevice() = default;
  NpuDevice(const NpuDevice&) = delete;
  NpuDevice& operator=(const NpuDevice&) = delete;

  [[nodiscard]] virtual const NpuCapabilities& capabilities() const = 0;
  [[nodiscard]] virtual Nanoseconds now() const = 0;

  // A buffer inside the window. Errors: kWindowExhausted, kLost.
  virtual DeviceResult<BufferId> alloc(std::uint64_t size_bytes) = 0;
  // A buffer outside of it, which takes window only while a command list has it mapped.
  virtual DeviceResult<BufferId> alloc_backing(std::uint64_t size_bytes, BackingKind kind) = 0;
  // A backing buffer, registered, of bytes that lie there already and stay, unchanged, until it is freed.
  virtual DeviceResult<BufferId> share(const HostBytes& bytes) = 0;
  // Errors: kInvalid for an unknown buffer or one that unfinished commands use.
  virtual DeviceStatus free(BufferId buffer) = 0;

  // Copies between the host and a buffer that no unfinished command uses. Errors: kInvalid,
  // kUnsupported where the device does not compute, kGarbage when what is read fails its checksum.
  virtual DeviceStatus write(const BufferRange& range, std::span<const std::byte> bytes) = 0;
  virtual DeviceStatus read(const BufferRange& range, std::span<std::byte> bytes) = 0;

  // Checked as a whole before any of it runs; on error nothing of it does. Errors: kInvalid (as
  // check_commands(); unknown buffers, ranges beyond them, weights that are not visible),
  // kWindowExhausted (a map), kUnsupported (a format or width), kLost.
  virtual DeviceResult<Fence> submit(const CommandList& list) = 0;

  // Returns when everything up to `fence` is done. Errors: kTimedOut, kLost, kMapLost, kGarbage,
  // kInvalid for a fence never given out.
  virtual DeviceStatus wait(Fence fence, Nanoseconds timeout) = 0;

  [[nodiscard]] virtual DeviceCounters counters() const = 0;
  // What ran when, where the device was told to keep it.
  [[nodiscard]] virtual Timeline timeline() const = 0;
};

}  // namespace llada
