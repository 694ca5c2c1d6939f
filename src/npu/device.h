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
  std::vector<int> width_buckets{};  // ascending: numbers of rows it has programs for
  int tile_rows = 1;                 // rows are charged in whole tiles
  std::uint64_t window_bytes = 0;
  std::uint64_t alignment_bytes = 1;  // of offsets and sizes in the window
  std::vector<TensorType> formats{};  // of weights
};

// The smallest bucket of at least `rows` rows. Error: kUnsupported when the widest is too narrow.
[[nodiscard]] DeviceResult<int> width_bucket(const NpuCapabilities& capabilities, int rows);

// Backing memory lies outside the window. Registered memory was made known to the device once, so
// that a map only changes page tables; any other has to be copied and registered at each map.
enum class BackingKind : std::uint8_t { kRegistered, kUnregistered };

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
};

}  // namespace llada
