#include "npu/virtual/virtual_device.h"

#include <gtest/gtest.h>

#include "npu/virtual/small_profile.h"

namespace llada {
namespace {

constexpr Nanoseconds kLong = std::chrono::seconds(10);
constexpr std::int64_t kLaunch = 1000;  // submit + batch of the small profile

std::unique_ptr<VirtualDevice> device_with(const VirtualDeviceOptions& options = {}) {
  auto device = VirtualDevice::create(test::small_profile(), options);
  EXPECT_TRUE(device);
  return std::move(*device);
}

BufferId must(DeviceResult<BufferId> buffer) {
  EXPECT_TRUE(buffer) << (buffer ? "" : buffer.error().message);
  return buffer.value_or(BufferId(-1));
}

// 4 rows x 64 inputs to 8 outputs, f16 weights of 1024 bytes.
ProductsCommand product(BufferId weights, BufferId work, std::uint64_t weights_at = 0) {
  ProductsCommand c{ProductPart::kDown, 0, 4, {work, 0, 4 * 64 * 2}, 1, {}};
  c.products[0] = {TensorType::kF16, {}, 8, 64, {weights, weights_at, 1024}, {work, 512, 4 * 8 * 2}};
  return c;
}

std::int64_t time_of(VirtualDevice& device, std::vector<Command> commands) {
  const Nanoseconds begin = device.now();
  const auto fence = device.submit({TensorType::kF16, std::move(commands)});
  EXPECT_TRUE(fence) << (fence ? "" : fence.error().message);
  if (!fence) return -1;
  const auto status = device.wait(*fence, kLong);
  EXPECT_TRUE(status) << (status ? "" : status.error().message);
  return (device.now() - begin).count();
}

DeviceFailure refusal(VirtualDevice& device, std::vector<Command> commands) {
  const auto fence = device.submit({TensorType::kF16, std::move(commands)});
  EXPECT_FALSE(fence);
  return fence ? DeviceFailure::kTimedOut : fence.error().failure;
}

TEST(VirtualDevice, AProductCostsItsLaunchItsBytesItsOperationsAndItsCommand) {
  const auto device = device_with();
  const BufferId weights = must(device->alloc(1024)), work = must(device->alloc(1024));
  const std::int64_t streamed = 1024 / 2, computed = 2 * 8 * 64 * 4;
  EXPECT_EQ(time_of(*device, {product(weights, work)}), kLaunch + streamed + computed + 10);
}

TEST(VirtualDevice, RowsAreChargedInWholeTiles) {
  const auto device = device_with();
  const BufferId weights = must(device->alloc(1024)), work = must(device->alloc(1024));
  ProductsCommand one = product(weights, work);
  one.rows = 1;
  one.input.length /= 4;
  one.products[0].output.length /= 4;
  EXPECT_EQ(time_of(*device, {one}), time_of(*device, {product(weights, work)}));
}

TEST(VirtualDevice, StagingOverlapsProductsThatDoNotNeedIt) {
  const auto device = device_with();
  const BufferId arena = must(device->alloc(2048)), work = must(device->alloc(1024));
  const BufferId file = must(device->alloc_backing(1024, BackingKind::kRegistered));
  const std::int64_t alone = time_of(*device, {product(arena, work)});
  const StageCommand elsewhere{{file, 0, 1024}, {arena, 1024, 1024}};
  EXPECT_EQ(time_of(*device, {elsewhere, product(arena, work)}), alone);
  EXPECT_EQ(time_of(*device, {product(arena, work), elsewhere}), alone);
}

TEST(VirtualDevice, AProductWaitsForItsWeightsAndALoadForTheProductBeforeIt) {
  const auto device = device_with();
  const BufferId arena = must(device->alloc(2048)), work = must(device->alloc(1024));
  const BufferId file = must(device->alloc_backing(4096, BackingKind::kRegistered));
  const std::int64_t alone = time_of(*device, {product(arena, work)});
  const StageCommand load{{file, 0, 1024}, {arena, 0, 1024}};
  EXPECT_EQ(time_of(*device, {load, product(arena, work)}), 1024 + alone - kLaunch);
  EXPECT_EQ(time_of(*device, {product(arena, work), load}), alone + 1024);
}

TEST(VirtualDevice, AFenceLetsNothingPass) {
  const auto device = device_with();
  const BufferId arena = must(device->alloc(2048)), work = must(device->alloc(1024));
  const BufferId file = must(device->alloc_backing(4096, BackingKind::kRegistered));
  const std::int64_t alone = time_of(*device, {product(arena, work)});
  const StageCommand elsewhere{{file, 0, 1024}, {arena, 1024, 1024}};
  EXPECT_EQ(time_of(*device, {elsewhere, FenceCommand{}, product(arena, work)}),
            1024 + alone - kLaunch);
}

TEST(VirtualDevice, AMapOfUnregisteredMemoryCostsACopy) {
  const auto device = device_with();
  const BufferId known = must(device->alloc_backing(1024, BackingKind::kRegistered));
  const BufferId foreign = must(device->alloc_backing(1024, BackingKind::kUnregistered));
  EXPECT_EQ(time_of(*device, {MapCommand{known}}), 50 + 1024);
  EXPECT_EQ(time_of(*device, {MapCommand{foreign}}), 50 + 10 * 1024);
}

TEST(VirtualDevice, WeightsOutsideTheWindowAreRefusedUntilTheyAreMapped) {
  const auto device = device_with();
  const BufferId weights = must(device->alloc_backing(1024, BackingKind::kRegistered));
  const BufferId work = must(device->alloc(1024));
  EXPECT_EQ(refusal(*device, {product(weights, work)}), DeviceFailure::kInvalid);
  EXPECT_GT(time_of(*device, {MapCommand{weights}, product(weights, work)}), 0);
  EXPECT_GT(time_of(*device, {product(weights, work), UnmapCommand{weights}}), 0);
  EXPECT_EQ(refusal(*device, {product(weights, work)}), DeviceFailure::kInvalid);
}

TEST(VirtualDevice, TheWindowIsExhaustedByBuffersAndByMaps) {
  const auto device = device_with();
  const BufferId large = must(device->alloc((1 << 20) - 1024));
  EXPECT_EQ(device->alloc(1025).error().failure, DeviceFailure::kWindowExhausted);
  const BufferId outside = must(device->alloc_backing(1025, BackingKind::kRegistered));
  EXPECT_EQ(refusal(*device, {MapCommand{outside}}), DeviceFailure::kWindowExhausted);
  EXPECT_EQ(device->window_used_bytes(), (1u << 20) - 1024);
  ASSERT_TRUE(device->free(large));
  EXPECT_GT(time_of(*device, {MapCommand{outside}}), 0);
  EXPECT_EQ(device->window_used_bytes(), 1088u);
  ASSERT_TRUE(device->free(outside));
  EXPECT_EQ(device->window_used_bytes(), 0u);
}

TEST(VirtualDevice, ARefusedListChangesNothing) {
  const auto device = device_with();
  const BufferId outside = must(device->alloc_backing(1024, BackingKind::kRegistered));
  const Nanoseconds before = device->now();
  EXPECT_EQ(refusal(*device, {MapCommand{outside}, MapCommand{outside}}), DeviceFailure::kInvalid);
  EXPECT_EQ(device->now(), before);
  EXPECT_EQ(device->window_used_bytes(), 0u);
  EXPECT_GT(time_of(*device, {MapCommand{outside}}), 0);
}

TEST(VirtualDevice, RangesBeyondABufferAndBuffersThatDoNotExistAreRefused) {
  const auto device = device_with();
  const BufferId weights = must(device->alloc(1024)), work = must(device->alloc(1024));
  EXPECT_EQ(refusal(*device, {product(weights, work, 64)}), DeviceFailure::kInvalid);
  EXPECT_EQ(refusal(*device, {product(BufferId(99), work)}), DeviceFailure::kInvalid);
  EXPECT_EQ(refusal(*device, {UnmapCommand{weights}}), DeviceFailure::kInvalid);
  EXPECT_EQ(refusal(*device, {StageCommand{{weights, 0, 64}, {work, 0, 64}}}),
            DeviceFailure::kInvalid);
}

TEST(VirtualDevice, MoreRowsThanTheWidestProgramAreUnsupported) {
  const auto device = device_with();
  const BufferId weights = must(device->alloc(1024)), work = must(device->alloc(1 << 16));
  ProductsCommand wide = product(weights, work);
  wide.rows = 65;
  wide.input.length = 65 * 64 * 2;
  wide.products[0].output = {work, 16384, 65 * 8 * 2};
  EXPECT_EQ(refusal(*device, {wide}), DeviceFailure::kUnsupported);
}

TEST(VirtualDevice, ABufferInUseCannotBeFreed) {
  const auto device = device_with();
  const BufferId weights = must(device->alloc(1024)), work = must(device->alloc(1024));
  const auto fence = device->submit({TensorType::kF16, {product(weights, work)}});
  ASSERT_TRUE(fence);
  EXPECT_EQ(device->free(weights).error().failure, DeviceFailure::kInvalid);
  ASSERT_TRUE(device->wait(*fence, kLong));
  EXPECT_TRUE(device->free(weights));
}

TEST(VirtualDevice, AWaitThatTimesOutEndsAtItsDeadlineAndCanBeRepeated) {
  const auto device = device_with();
  const BufferId weights = must(device->alloc(1024)), work = must(device->alloc(1024));
  const auto fence = device->submit({TensorType::kF16, {product(weights, work)}});
  ASSERT_TRUE(fence);
  EXPECT_EQ(device->wait(*fence, Nanoseconds(500)).error().failure, DeviceFailure::kTimedOut);
  EXPECT_EQ(device->now().count(), 500);
  EXPECT_TRUE(device->wait(*fence, kLong));
  EXPECT_EQ(device->wait(Fence(7), kLong).error().failure, DeviceFailure::kInvalid);
}

TEST(VirtualDevice, CpuWorkRunsBesideTheNpuAndIsBoundByArithmeticOrBytes) {
  const auto device = device_with();
  const auto time = [&](std::uint64_t operations, std::uint64_t bytes) {
    const Nanoseconds begin = device->now();
    const auto fence = device->run_on_cpu({"side rows", operations, bytes});
    EXPECT_TRUE(fence && device->wait(*fence, kLong));
    return (device->now() - begin).count();
  };
  EXPECT_EQ(time(5000, 1000), 5000);
  EXPECT_EQ(time(1000, 5000), 5000);
  EXPECT_EQ(time(700, 0), 700);
}

TEST(VirtualDevice, EveryInjectedFaultIsReportedByTheWaitAndNeverHangs) {
  for (const DeviceFailure failure : {DeviceFailure::kTimedOut, DeviceFailure::kLost,
                                      DeviceFailure::kMapLost, DeviceFailure::kGarbage}) {
    VirtualDeviceOptions options;
    options.fault = {1, failure};
    const auto device = device_with(options);
    const BufferId weights = must(device->alloc_backing(1024, BackingKind::kRegistered));
    const BufferId work = must(device->alloc(1024));
    EXPECT_GT(time_of(*device, {MapCommand{weights}}), 0);
    const auto fence = device->submit({TensorType::kF16, {product(weights, work)}});
    ASSERT_TRUE(fence);
    const auto status = device->wait(*fence, kLong);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().failure, failure);
    const auto again = device->submit({TensorType::kF16, {product(weights, work)}});
    ASSERT_EQ(again.has_value(),
              failure == DeviceFailure::kTimedOut || failure == DeviceFailure::kGarbage);
    if (again) continue;
    EXPECT_EQ(again.error().failure,
              failure == DeviceFailure::kLost ? DeviceFailure::kLost : DeviceFailure::kInvalid);
  }
}

TEST(VirtualDevice, ItHasNoContentsAndSaysSo) {
  const auto device = device_with();
  const BufferId work = must(device->alloc(64));
  std::array<std::byte, 4> bytes{};
  EXPECT_EQ(device->write({work, 0, 4}, bytes).error().failure, DeviceFailure::kUnsupported);
  EXPECT_EQ(device->read({work, 0, 4}, bytes).error().failure, DeviceFailure::kUnsupported);
  EXPECT_TRUE(device->capabilities().modelled);
  EXPECT_FALSE(device->capabilities().computes);
}

TEST(VirtualDevice, TheTraceNamesItsLanesItsClockAndItsCommands) {
  VirtualDeviceOptions options;
  options.record_timeline = true;
  const auto device = device_with(options);
  const BufferId weights = must(device->alloc(1024)), work = must(device->alloc(1024));
  time_of(*device, {product(weights, work)});
  const Json trace = trace_events(device->timeline(), device->capabilities().name, "modelled");
  EXPECT_EQ(trace["otherData"]["clock"], "modelled");
  const Json& events = trace["traceEvents"];
  ASSERT_EQ(events.size(), 1 + kLanes + 2);
  EXPECT_EQ(events[1]["args"]["name"], "NPU");
  EXPECT_EQ(events[kLanes + 1]["name"], "launch");
  EXPECT_EQ(events[kLanes + 2]["name"], "down 0");
  EXPECT_EQ(events[kLanes + 2]["ph"], "X");
  EXPECT_EQ(events[kLanes + 2]["ts"], 1.0);
  EXPECT_EQ(events[kLanes + 2]["dur"], 4.618);
}

TEST(VirtualDevice, AnUnknownCalibrationIsAUsageError) {
  VirtualDeviceOptions options;
  options.calibration = "fast";
  EXPECT_EQ(VirtualDevice::create(test::small_profile(), options).error().code, ErrorCode::kUsage);
}

}  // namespace
}  // namespace llada
