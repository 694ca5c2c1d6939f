// A phone that exists only in virtual time: it takes the same commands as a real accelerator,
// checks them as strictly, and answers when its model of the chip says. It computes nothing.
//
// Assumptions, beyond those of soc.h: a dense part first streams and expands its weights and then
// computes whole tiles of rows, without overlap; activations stay on the chip; every command costs
// a fixed time; a list costs one message and one batch. The staging unit is a copier of its own.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "npu/device.h"
#include "npu/virtual/profile.h"
#include "npu/virtual/soc.h"

namespace llada {

struct VirtualDeviceOptions {
  std::string calibration{kDefaultCalibration};
  std::optional<std::uint64_t> window_bytes;  // instead of the profile's
  bool record_timeline = false;
  std::optional<DeviceFault> fault{};
};

// Work of the phone's CPU beside the NPU: bound by arithmetic or by memory, whichever is slower.
struct CpuWork {
  std::string name;
  std::uint64_t operations = 0;
  std::uint64_t bytes = 0;
};

class VirtualDevice final : public NpuDevice {
 public:
  // Error: kUsage for an unknown calibration.
  static Result<std::unique_ptr<VirtualDevice>> create(const DeviceProfile& profile,
                                                       const VirtualDeviceOptions& options = {});

  [[nodiscard]] const NpuCapabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] Nanoseconds now() const override { return soc_.now(); }

  DeviceResult<BufferId> alloc(std::uint64_t size_bytes) override;
  DeviceResult<BufferId> alloc_backing(std::uint64_t size_bytes, BackingKind kind) override;
  DeviceResult<BufferId> share(const HostBytes& bytes) override;
  DeviceStatus free(BufferId buffer) override;
  DeviceStatus write(const BufferRange& range, std::span<const std::byte> bytes) override;
  DeviceStatus read(const BufferRange& range, std::span<std::byte> bytes) override;
  DeviceResult<Fence> submit(const CommandList& list) override;
  DeviceStatus wait(Fence fence, Nanoseconds timeout) override;

  // Error: kLost.
  DeviceResult<Fence> run_on_cpu(const CpuWork& work);

  [[nodiscard]] std::uint64_t window_used_bytes() const { return window_used_; }
  [[nodiscard]] Nanoseconds busy(Lane lane) const { return soc_.busy(lane); }
  [[nodiscard]] Timeline timeline() const override { return soc_.timeline(); }
  [[nodiscard]] DeviceCounters counters() const override;

 private:
  struct Access {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    bool write = false;
    JobId job;
  };
  struct Buffer {
    std::uint64_t bytes = 0;
    std::optional<BackingKind> backing;  // none: lies in the window
    bool mapped = false;
    std::vector<Access> accesses;  // of unfinished jobs
  };
  struct Submission {
    std::vector<JobId> jobs;  // the last of each lane
    std::optional<DeviceFailure> failure;
  };

  VirtualDevice(const DeviceProfile& profile, Calibration calibration,
                const VirtualDeviceOptions& options);
  DeviceResult<BufferId> add_buffer(std::uint64_t size_bytes, std::optional<BackingKind> backing);
  DeviceStatus check_alive() const;
  DeviceResult<const Buffer*> find(BufferId id) const;
  [[nodiscard]] bool in_use(const Buffer& buffer) const;
  [[nodiscard]] SocJob job_of(const Command& command) const;
  void enqueue(const Command& command);
  void enqueue_fence();
  void set_mapped(Buffer& buffer, bool mapped);
  void depend(const BufferRange& range, bool write, std::vector<JobId>& after);
  void record(const BufferRange& range, bool write, JobId job);
  JobId add_job(SocJob job, std::vector<JobId> after);
  [[nodiscard]] std::vector<JobId> last_jobs() const;
  Fence add_submission(std::vector<JobId> jobs, std::optional<DeviceFailure> failure);
  DeviceStatus answer(Submission& submission);

  DeviceProfile profile_;
  Calibration calibration_;
  VirtualDeviceOptions options_;
  NpuCapabilities capabilities_;
  SocModel soc_;
  std::map<BufferId, Buffer> buffers_;
  std::vector<Submission> submissions_;
  std::uint64_t submitted_lists_ = 0;
  std::uint64_t window_used_ = 0;
  DeviceCounters counters_;  // but for times, which soc_ knows
  int next_buffer_ = 0;
  std::array<std::optional<JobId>, kLanes> last_job_;  // of each lane
  std::vector<JobId> barrier_;                         // what the latest fence waits for
  bool lost_ = false;
};

}  // namespace llada
