// This machine as an accelerator: the dense engine runs command lists on threads of its own, in real
// time, beside a staging thread, and sees no more memory than its window.
//
// Weights outside the window are staged from where they lie: from their file where there is one, so that
// their pages never count against this process. A command waits for those of the other unit that touch
// the same bytes.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "base/aligned.h"
#include "base/thread_pool.h"
#include "kernels/kernel_set.h"
#include "npu/host/command_runner.h"
#include "npu/host/lanes.h"
#include "npu/list_check.h"

namespace llada {

struct HostDeviceOptions {
  int threads = 1;                 // of the dense engine
  std::uint64_t window_bytes = 0;  // 0: no limit but the machine's memory
  bool record_timeline = false;
  std::optional<DeviceFault> fault{};
};

class HostDevice final : public NpuDevice {
 public:
  // `kernels` must outlive it. Errors: kOutOfMemory when threads cannot start.
  static Result<std::unique_ptr<HostDevice>> create(const KernelSet& kernels, const HostDeviceOptions& options);

  [[nodiscard]] const NpuCapabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] Nanoseconds now() const override { return lanes_.now(); }
  DeviceResult<BufferId> alloc(std::uint64_t size_bytes) override;
  DeviceResult<BufferId> alloc_backing(std::uint64_t size_bytes, BackingKind kind) override;
  DeviceResult<BufferId> share(const HostBytes& bytes) override;
  DeviceStatus free(BufferId buffer) override;
  DeviceStatus write(const BufferRange& range, std::span<const std::byte> bytes) override;
  DeviceStatus read(const BufferRange& range, std::span<std::byte> bytes) override;
  DeviceResult<Fence> submit(const CommandList& list) override;
  DeviceStatus wait(Fence fence, Nanoseconds timeout) override;
  [[nodiscard]] DeviceCounters counters() const override { return lanes_.counters(); }
  [[nodiscard]] Timeline timeline() const override { return lanes_.timeline(); }

  [[nodiscard]] std::uint64_t window_used_bytes() const { return window_used_; }

 private:
  using Job = HostLanes::Job;
  struct Access {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    bool write = false;
    Lane lane = Lane::kNpu;
    std::uint64_t number = 0;  // of the job
  };
  struct Buffer {
    std::uint64_t bytes = 0;
    bool backing = false;
    bool mapped = false;
    AlignedBuffer own{};               // empty: shared
    HostBytes shared{};
    std::vector<Access> accesses{};    // of jobs that may be unfinished
    [[nodiscard]] std::byte* data() const;
  };
  struct Submission {
    std::array<std::uint64_t, 2> last{};  // job number by lane
    std::optional<DeviceFailure> failure;  // once it is done
  };

  HostDevice(const KernelSet& kernels, const HostDeviceOptions& options);
  DeviceResult<BufferId> add_buffer(Buffer buffer);
  DeviceResult<Buffer*> find(BufferId id);
  DeviceResult<std::byte*> accessible(const BufferRange& range, std::size_t bytes);
  [[nodiscard]] bool in_use(const Buffer& buffer) const;
  DeviceStatus check(const CommandList& list);
  DeviceStatus check_alignment(const CommandList& list) const;
  void forget_finished();
  Job job_of(const Command& command);
  void depend(const RangeUse& use, Job& job);
  void record(const RangeUse& use, const Job& job);
  [[nodiscard]] static Lane lane_of(const Command& command);
  [[nodiscard]] std::byte* locate(const BufferRange& range) const;
  DeviceStatus perform(const Job& job);
  DeviceStatus perform(const StageCommand& command);
  DeviceStatus read_file(const HostBytes& from, std::uint64_t offset, std::span<std::byte> to) const;
  void set_mapped(BufferId id, bool mapped);
  void damage(const Command& command) const;

  HostDeviceOptions options_;
  NpuCapabilities capabilities_;
  std::unique_ptr<ThreadPool> pool_;
  std::unique_ptr<CommandRunner> runner_;
  mutable std::mutex buffers_mutex_;  // guards the map itself; lanes look up what they touch
  std::map<BufferId, Buffer> buffers_;
  std::uint64_t window_used_ = 0;
  int next_buffer_ = 0;
  std::vector<Submission> submissions_;
  std::uint64_t next_job_ = 1;
  std::array<std::uint64_t, 2> last_{};     // number of the last job submitted, by lane
  std::array<std::uint64_t, 2> barrier_{};  // what the latest fence waits for, by lane
  HostLanes lanes_;  // last: its threads stop before the rest goes
};

}  // namespace llada
