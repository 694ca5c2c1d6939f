// The worker as a process under an instruction-set emulator (qemu-hexagon) that caps its 32-bit address
// space, with one file of memory shared by both sides. Correct to the instruction; its times say nothing
// about a chip.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>

#include "base/result.h"
#include "npu/hexagon/transport.h"

namespace llada {

struct EmulatorOptions {
  std::filesystem::path worker;         // empty: as find_hexagon_worker()
  std::string emulator = "qemu-hexagon";
  std::uint64_t address_space_bytes = 0;  // of the worker; 0: the 4 GiB of a 32-bit processor
};

// The worker's program: $LLADA_HEXAGON_WORKER, else beside this program, else where `make install` puts it.
// Error: kNotFound, saying what would build it.
Result<std::filesystem::path> find_hexagon_worker();
// Where the emulator is; error kNotFound, with the package that has it.
Result<std::filesystem::path> find_hexagon_emulator(std::string_view name = "qemu-hexagon");

class EmulatedTransport final : public HexagonTransport {
 public:
  // Starts the worker. Errors: kNotFound as above; kIo when no process or memory can be had.
  static Result<std::unique_ptr<EmulatedTransport>> create(const EmulatorOptions& options);
  ~EmulatedTransport() override;

  [[nodiscard]] std::string_view name() const override { return "emulated"; }
  DeviceResult<SharedMemory> allocate(std::uint64_t bytes) override;
  void free(const SharedMemory& memory) override;
  DeviceStatus send(const wire::Request& request) override;
  DeviceResult<wire::Reply> receive(Nanoseconds timeout) override;
  void kill() override;

  [[nodiscard]] pid_t worker() const { return worker_; }  // 0: gone

 private:
  EmulatedTransport() = default;
  Status make_memory();
  Status start(const EmulatorOptions& options);
  bool gone();
  [[nodiscard]] DeviceStatus lost() const;

  int control_file_ = -1;
  int memory_file_ = -1;
  wire::Control* control_ = nullptr;
  std::map<std::uint64_t, std::uint64_t> taken_;  // offset -> bytes
  pid_t worker_ = 0;
  std::string end_;  // how the worker ended
};

}  // namespace llada
