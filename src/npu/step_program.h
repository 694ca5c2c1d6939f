// Turns one denoising step of a dense transformer into command lists: the layers' work in order,
// and around it the loads that a residency plan asks for.
#pragma once

#include <memory>

#include "npu/device.h"
#include "npu/residency.h"
#include "npu/step_writer.h"

namespace llada {

// How a chunk gets into the window.
enum class Transfer : std::uint8_t {
  kStage,    // copied into a place of the plan's choice
  kMap,      // mapped where it lies, in memory registered with the device
  kCopyMap,  // mapped from memory that is not registered
};

struct StepExtents {
  int rows = 0;       // computed; padded to a width bucket
  int positions = 0;  // that a row attends to: the whole canvas
  int head_rows = 0;  // of the rows: whose logits are wanted
  int sequences = 1;  // with a K/V cache
  bool keep_logits = false;          // instead of the statistics of head rows
  std::vector<SequenceRows> runs{};  // in order; none: all rows are sequence 0's
};

struct StepLists {
  CommandList step;
  CommandList ahead;  // loads for the next step: to be submitted behind `step`, not waited for
  int width = 0;      // the bucket
};

class StepProgram {
 public:
  // Room for activations and the K/V cache of up to `largest`, without weights.
  static Result<std::uint64_t> working_bytes(const NpuCapabilities& capabilities,
                                             const NetworkShape& shape,
                                             std::span<const Chunk> chunks,
                                             const StepExtents& largest);

  // Which weights stay where in what a step of `largest` leaves of the window. Errors: as plan_residency(),
  // with the sizes of both.
  static Result<ResidencyPlan> plan_window(const NpuCapabilities& capabilities, const NetworkShape& shape,
                                           std::span<const Chunk> chunks, const StepExtents& largest,
                                           ResidencyPolicy policy, int streaming_slots);

  // Allocates what it needs on `device`, which must outlive it. `chunks` are those of `plan`, `contents`
  // their bytes, in that order; none where the device computes nothing.
  // Errors: those of the device (window exhausted, lost), kUsage for extents below 1.
  static Result<std::unique_ptr<StepProgram>> create(NpuDevice& device, const NetworkShape& shape,
                                                     std::vector<Chunk> chunks, ResidencyPlan plan,
                                                     Transfer transfer, const StepExtents& largest,
                                                     std::span<const HostBytes> contents = {});
  ~StepProgram();
  StepProgram(const StepProgram&) = delete;
  StepProgram& operator=(const StepProgram&) = delete;

  // Lists of the next step; the first also fills the window. Error: kUsage for extents beyond the
  // largest.
  Result<StepLists> next(const StepExtents& extents);

  // Where a step's data lies, to be written before it and read after it.
  [[nodiscard]] BufferId working() const { return working_; }
  [[nodiscard]] const StepRegions& regions() const { return regions_; }
  [[nodiscard]] BufferRange constant(std::uint32_t layer, StepConstant which) const {
    return constant_range(shape_, regions_, working_, layer, which);
  }
  // Whole rows of activations of one sequence's K (which 0) or V (1) in a layer.
  [[nodiscard]] BufferRange cache(int sequence, std::uint32_t layer, int which) const;

 private:
  StepProgram(NpuDevice& device, const NetworkShape& shape, std::vector<Chunk> chunks,
              ResidencyPlan plan, Transfer transfer, const StepExtents& largest);
  static StepRegions lay_out(const NetworkShape& shape, std::span<const Chunk> chunks,
                             const StepExtents& largest, TensorType activations);
  [[nodiscard]] StepForm form_of(const StepExtents& extents, int width) const;
  DeviceStatus allocate(std::span<const HostBytes> contents);
  DeviceStatus allocate_backing(std::span<const HostBytes> contents);
  DeviceResult<BufferId> back(const HostBytes* contents, std::uint64_t offset, std::uint64_t bytes);
  [[nodiscard]] BufferId backing_of(const ResidencyAction& action) const;
  [[nodiscard]] BufferRange place_of(const ResidencyAction& use, const WeightMatrix& matrix) const;
  void load(const ResidencyAction& action, CommandList& list) const;
  void use(const ResidencyAction& action, StepWriter& writer) const;
  [[nodiscard]] bool per_matrix() const { return plan_.options.policy == ResidencyPolicy::kNaive; }
  Status check_extents(const StepExtents& extents) const;

  NpuDevice& device_;
  NetworkShape shape_;
  std::vector<Chunk> chunks_;
  ResidencyPlan plan_;
  Transfer transfer_;
  StepExtents largest_;  // rows: a width bucket
  StepRegions regions_;
  ResidencyWalk walk_;
  std::vector<BufferId> owned_;
  std::vector<std::vector<BufferId>> backing_;  // by chunk: one, or one per matrix
  BufferId arena_;
  BufferId working_;
};

// Runs the next step: submits its lists and waits for the first. Returns how long that took on the
// device's clock. Errors: those of StepProgram::next() and of the device.
Result<Nanoseconds> run_step(NpuDevice& device, StepProgram& program, const StepExtents& extents,
                             Nanoseconds timeout);

}  // namespace llada
