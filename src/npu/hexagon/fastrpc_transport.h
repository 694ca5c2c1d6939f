// The way to a worker on a phone's DSP, through the vendor's library: a session in an unsigned domain,
// memory registered once that the DSP maps and unmaps itself, and a message queue.
//
// Verified here against a stand-in for the library alone, which puts the emulator behind its entry points
// (docs/hexagon.md says what that does and does not show).
#pragma once

#include <optional>

#include "npu/hexagon/fastrpc_library.h"
#include "npu/hexagon/transport.h"

namespace llada {

struct FastRpcOptions {
  std::filesystem::path library = "libcdsprpc.so";
  std::filesystem::path skel_folder;  // with libllada_hexagon_skel_vNN.so; empty: where the loader looks
  int arch = 0;                       // of the skel to open; 0: the DSP is asked
  std::uint32_t wake_up_microseconds = 50;  // latency asked of the DSP's power management
};

class FastRpcTransport final : public HexagonTransport {
 public:
  // Errors: kNotFound without the library or a skel for the DSP, kUnsupported, kIo with the vendor's code
  // and the call that gave it. Whatever was opened until then is closed.
  static Result<std::unique_ptr<FastRpcTransport>> create(const FastRpcOptions& options);
  ~FastRpcTransport() override;

  [[nodiscard]] std::string_view name() const override { return "fastrpc"; }
  DeviceResult<SharedMemory> allocate(std::uint64_t bytes) override;
  void free(const SharedMemory& memory) override;
  DeviceStatus send(const wire::Request& request) override;
  DeviceResult<wire::Reply> receive(Nanoseconds timeout) override;
  void kill() override;

  [[nodiscard]] int arch() const { return arch_; }  // 73 for v73

 private:
  FastRpcTransport() = default;
  Status open(const FastRpcOptions& options);
  Status ask_arch(const FastRpcOptions& options);
  Status open_session(const FastRpcOptions& options);
  Status open_queue();

  std::shared_ptr<const fastrpc::Library> library_;
  int arch_ = 0;
  std::optional<fastrpc::Handle> session_;
  fastrpc::Queue queue_ = nullptr;
  bool started_ = false;
};

}  // namespace llada
