#include "npu/step_program.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "npu/command_codec.h"
#include "npu/virtual/small_profile.h"
#include "npu/virtual/virtual_device.h"

namespace llada {
namespace {

constexpr Nanoseconds kLong = std::chrono::hours(1);

NetworkShape shape() { return {3, 64, 4, 2, 16, 96, 320, TensorType::kQ4_0, TensorType::kQ8_0}; }
constexpr StepExtents kLargest{8, 24, 8};

struct Setup {
  ResidencyPolicy policy = ResidencyPolicy::kPlanned;
  Transfer transfer = Transfer::kStage;
  std::uint64_t weights_bytes = 64 << 10;  // of the window
};

struct Rig {
  std::unique_ptr<VirtualDevice> device;
  std::unique_ptr<StepProgram> program;
};

Result<Rig> rig_of(const Setup& setup) {
  Rig rig;
  LLADA_TRY(chunks, chunks_of(shape()));
  LLADA_TRY(device, VirtualDevice::create(test::small_profile()));
  LLADA_TRY(plan, plan_residency(chunks, {setup.policy, setup.weights_bytes, 64, 2}));
  rig.device = std::move(device);
  LLADA_TRY(program,
            StepProgram::create(*rig.device, shape(), chunks, plan, setup.transfer, kLargest));
  rig.program = std::move(program);
  return rig;
}

std::int64_t run(Rig& rig, const StepExtents& extents) {
  const auto time = run_step(*rig.device, *rig.program, extents, kLong);
  EXPECT_TRUE(time) << (time ? "" : time.error().message);
  return time ? time->count() : -1;
}

// The multiply-accumulates of all products, by walking the shape, not the program.
std::uint64_t expected_multiplies(int rows, int head_rows) {
  const NetworkShape s = shape();
  const int layer =
      s.hidden * s.query_width() * 2 + s.hidden * s.kv_width() * 2 + 3 * s.hidden * s.ffn;
  return static_cast<std::uint64_t>(s.layers * layer * rows + s.hidden * s.vocabulary * head_rows);
}

std::uint64_t multiplies(const CommandList& list) {
  std::uint64_t sum = 0;
  for (const Command& command : list.commands) {
    const auto* products = std::get_if<ProductsCommand>(&command);
    if (products == nullptr) continue;
    for (const Product& p : products->used())
      sum += std::uint64_t{p.outputs} * p.inputs * products->rows;
  }
  return sum;
}

RC_GTEST_PROP(StepProgram, EveryPolicyRunsEveryProductOnceWithinTheWindow, ()) {
  Setup setup;
  setup.policy =
      *rc::gen::element(ResidencyPolicy::kNaive, ResidencyPolicy::kLru, ResidencyPolicy::kPlanned);
  setup.transfer = *rc::gen::element(Transfer::kStage, Transfer::kMap, Transfer::kCopyMap);
  setup.weights_bytes = *rc::gen::inRange<std::uint64_t>(24 << 10, 200 << 10);
  auto rig = rig_of(setup);
  RC_ASSERT(rig.has_value());
  for (int step = 0; step < 3; ++step) {
    const int rows = *rc::gen::inRange(1, 9);
    const int head_rows = *rc::gen::inRange(0, rows + 1);
    const auto lists = rig->program->next({rows, 24, head_rows});
    RC_ASSERT(lists.has_value());
    RC_ASSERT(lists->width == (rows <= 4 ? 4 : 8));
    RC_ASSERT(multiplies(lists->step) == expected_multiplies(lists->width, head_rows));
    RC_ASSERT(decode_commands(encode_commands(lists->step)) == lists->step);
    RC_ASSERT(rig->device->submit(lists->step).has_value());
    const auto fence = rig->device->submit(lists->ahead);
    RC_ASSERT(fence.has_value());
    RC_ASSERT(rig->device->wait(*fence, kLong).has_value());
    RC_ASSERT(rig->device->window_used_bytes() <= rig->device->capabilities().window_bytes);
  }
}

TEST(StepProgram, TheSameStepsTakeTheSameTimeToTheNanosecond) {
  auto one = rig_of({}), other = rig_of({});
  ASSERT_TRUE(one && other);
  for (const int rows : {8, 3, 5, 8, 1})
    EXPECT_EQ(run(*one, {rows, 24, rows}), run(*other, {rows, 24, rows}));
}

TEST(StepProgram, PlannedIsNoSlowerThanLruAndLruThanNaive) {
  std::map<ResidencyPolicy, std::int64_t> time;
  for (const auto policy :
       {ResidencyPolicy::kNaive, ResidencyPolicy::kLru, ResidencyPolicy::kPlanned}) {
    auto rig = rig_of({policy, Transfer::kStage, 48 << 10});
    ASSERT_TRUE(rig) << rig.error().message;
    run(*rig, kLargest);
    run(*rig, kLargest);
    time[policy] = run(*rig, kLargest);
  }
  EXPECT_LE(time[ResidencyPolicy::kPlanned], time[ResidencyPolicy::kLru]);
  EXPECT_LT(time[ResidencyPolicy::kLru], time[ResidencyPolicy::kNaive]);
}

TEST(StepProgram, AWindowThatHoldsEverythingStagesNothingAfterTheFirstStep) {
  auto rig = rig_of({ResidencyPolicy::kPlanned, Transfer::kStage, 400 << 10});
  ASSERT_TRUE(rig) << rig.error().message;
  run(*rig, kLargest);
  const Nanoseconds staged = rig->device->busy(Lane::kStaging);
  EXPECT_GT(staged.count(), 0);
  run(*rig, kLargest);
  EXPECT_EQ(rig->device->busy(Lane::kStaging), staged);
}

TEST(StepProgram, StagingHidesBehindComputeWhereThatTakesLonger) {
  auto small = rig_of({ResidencyPolicy::kPlanned, Transfer::kStage, 64 << 10});
  auto large = rig_of({ResidencyPolicy::kPlanned, Transfer::kStage, 400 << 10});
  ASSERT_TRUE(small && large);
  for (int step = 0; step < 3; ++step) run(*small, kLargest), run(*large, kLargest);
  const Nanoseconds before = small->device->busy(Lane::kStaging);
  const std::int64_t with = run(*small, kLargest), without = run(*large, kLargest);
  EXPECT_GT((small->device->busy(Lane::kStaging) - before).count(), 10000);
  EXPECT_EQ(with, without);
}

TEST(StepProgram, SelectiveLogitsCostLess) {
  auto rig = rig_of({});
  ASSERT_TRUE(rig);
  run(*rig, kLargest);
  const std::int64_t all = run(*rig, {8, 24, 8});
  EXPECT_LT(run(*rig, {8, 24, 4}), all);
}

TEST(StepProgram, ItsMemoryIsGivenBack) {
  auto rig = rig_of({});
  ASSERT_TRUE(rig);
  run(*rig, kLargest);
  const auto idle = rig->device->submit({});
  ASSERT_TRUE(idle && rig->device->wait(*idle, kLong));
  rig->program.reset();
  EXPECT_EQ(rig->device->window_used_bytes(), 0u);
}

TEST(StepProgram, WorkingBytesAreWhatIsAllocatedBesideTheWeights) {
  auto rig = rig_of({ResidencyPolicy::kPlanned, Transfer::kMap, 64 << 10});
  ASSERT_TRUE(rig);
  const auto chunks = chunks_of(shape());
  const auto bytes =
      StepProgram::working_bytes(rig->device->capabilities(), shape(), *chunks, kLargest);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(*bytes, rig->device->window_used_bytes());
}

TEST(StepProgram, ExtentsOutOfBoundsAreRefused) {
  auto rig = rig_of({});
  ASSERT_TRUE(rig);
  EXPECT_FALSE(rig->program->next({0, 24, 0}));
  EXPECT_FALSE(rig->program->next({8, 24, 9}));
  EXPECT_FALSE(rig->program->next({8, 25, 8}));
  EXPECT_FALSE(rig->program->next({8, 0, 8}));
  EXPECT_TRUE(rig->program->next({8, 24, 8}));
}

TEST(StepProgram, AWindowTooSmallForItsBuffersIsAnError) {
  const auto rig = rig_of({ResidencyPolicy::kPlanned, Transfer::kStage, 1 << 20});
  ASSERT_TRUE(rig);
  auto profile = test::small_profile();
  profile.window_bytes = 16 << 10;
  auto device = VirtualDevice::create(profile);
  const auto chunks = chunks_of(shape());
  const auto plan = plan_residency(*chunks, {ResidencyPolicy::kPlanned, 1 << 20, 64, 2});
  const auto program =
      StepProgram::create(**device, shape(), *chunks, *plan, Transfer::kStage, kLargest);
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error().code, ErrorCode::kOutOfMemory);
}

}  // namespace
}  // namespace llada
