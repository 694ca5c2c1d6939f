#include "npu/host/host_device.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>

#include "npu/head_statistics.h"

namespace llada {
namespace {

constexpr Nanoseconds kLong = std::chrono::minutes(1);
constexpr std::uint64_t kPage = 4096;

std::unique_ptr<HostDevice> open(const HostDeviceOptions& options = {}) {
  return HostDevice::create(**find_kernel_set("ref"), options).value();
}

template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

template <class T>
std::vector<T> read(HostDevice& device, BufferId buffer, std::uint64_t offset, std::size_t count) {
  std::vector<T> values(count);
  const auto status = device.read({buffer, offset, count * sizeof(T)}, std::as_writable_bytes(std::span(values)));
  EXPECT_TRUE(status) << (status ? "" : status.error().message);
  return values;
}

DeviceStatus run(HostDevice& device, std::vector<Command> commands) {
  const auto fence = device.submit({TensorType::kF32, std::move(commands)});
  if (!fence) return tl::unexpected(fence.error());
  return device.wait(*fence, kLong);
}

ElementwiseCommand work(ElementwiseKind kind, std::uint32_t rows, std::uint32_t width, BufferRange first,
                        BufferRange second, BufferRange output) {
  return {.kind = kind, .rows = rows, .width = width, .first = first, .second = second, .output = output};
}

TEST(HostDevice, KeepsToItsWindow) {
  auto device = open({.window_bytes = 4 * kPage});
  const auto first = device->alloc(3 * kPage);
  ASSERT_TRUE(first);
  EXPECT_EQ(device->alloc(2 * kPage).error().failure, DeviceFailure::kWindowExhausted);
  ASSERT_TRUE(device->alloc_backing(100 * kPage, BackingKind::kRegistered));  // lies outside
  ASSERT_TRUE(device->free(*first));
  EXPECT_EQ(device->window_used_bytes(), 0u);
  EXPECT_TRUE(device->alloc(4 * kPage));
}

TEST(HostDevice, AMapTakesWindowUntilItsUnmap) {
  auto device = open({.window_bytes = 2 * kPage});
  const auto backing = device->alloc_backing(2 * kPage, BackingKind::kRegistered);
  ASSERT_TRUE(run(*device, {MapCommand{*backing}}));
  EXPECT_EQ(device->alloc(kPage).error().failure, DeviceFailure::kWindowExhausted);
  ASSERT_TRUE(run(*device, {UnmapCommand{*backing}}));
  EXPECT_TRUE(device->alloc(kPage));
}

TEST(HostDevice, StagesFromMemoryAndFromAFile) {
  auto device = open();
  std::vector<float> numbers(3000);
  for (std::size_t at = 0; at < numbers.size(); ++at) numbers[at] = static_cast<float>(at);
  char name[] = "/tmp/llada-host-device-XXXXXX";
  const int file = ::mkstemp(name);
  ASSERT_GE(file, 0);
  ::unlink(name);
  const auto content = bytes_of(numbers);
  ASSERT_EQ(::pwrite(file, content.data(), content.size(), 64), static_cast<ssize_t>(content.size()));
  const auto window = device->alloc(2 * content.size());
  const auto memory = device->share({content});
  const auto filed = device->share({content.subspan(400), file, 64 + 400});
  ASSERT_TRUE(window && memory && filed);
  ASSERT_TRUE(run(*device, {StageCommand{{*memory, 40, 80}, {*window, 0, 80}},
                            StageCommand{{*filed, 4, 80}, {*window, 80, 80}}}));
  EXPECT_EQ(read<float>(*device, *window, 0, 1)[0], 10);
  EXPECT_EQ(read<float>(*device, *window, 80, 1)[0], 101);
  EXPECT_EQ(device->counters().stages, 2u);
  EXPECT_EQ(device->counters().staged_bytes, 160u);
  ::ftruncate(file, 0);
  const auto status = run(*device, {StageCommand{{*filed, 0, 80}, {*window, 0, 80}}});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().failure, DeviceFailure::kLost);
  EXPECT_NE(status.error().message.find("the file ends at byte"), std::string::npos);
  ::close(file);
}

// Each command adds to what the staging unit overwrites next: any other order gives other sums.
TEST(HostDevice, CommandsOfBothUnitsTouchTheSameBytesInListOrder) {
  auto device = open();
  constexpr std::uint32_t kWidth = 20000;
  constexpr std::uint64_t kBytes = kWidth * sizeof(float);
  constexpr int kRounds = 50;
  std::vector<float> numbers(kWidth * kRounds);
  for (int round = 0; round < kRounds; ++round)
    std::fill_n(numbers.begin() + round * static_cast<int>(kWidth), kWidth, static_cast<float>(1 << (round % 10)));
  const auto source = device->share({bytes_of(numbers)});
  const auto slot = device->alloc(kBytes), sum = device->alloc(kBytes);
  ASSERT_TRUE(source && slot && sum);
  const BufferRange in{*slot, 0, kBytes}, total{*sum, 0, kBytes};
  std::vector<Command> commands;
  for (int round = 0; round < kRounds; ++round) {
    commands.emplace_back(StageCommand{{*source, static_cast<std::uint64_t>(round) * kBytes, kBytes}, in});
    commands.emplace_back(work(ElementwiseKind::kAdd, 1, kWidth, total, in, total));
  }
  ASSERT_TRUE(run(*device, commands));
  for (const float value : read<float>(*device, *sum, 0, kWidth)) ASSERT_EQ(value, 5 * 1023);
}

TEST(HostDevice, AnIndexInMemoryThatIsOutOfBoundsIsAnError) {
  auto device = open();
  const auto buffer = device->alloc(kPage);
  ASSERT_TRUE(device->write({*buffer, 1024, 8}, bytes_of(std::vector<std::uint32_t>{1, 2})));
  const BufferRange rows{*buffer, 0, 32}, indices{*buffer, 1024, 8}, out{*buffer, 2048, 32};
  const auto status = run(*device, {work(ElementwiseKind::kGatherRows, 2, 4, rows, indices, out)});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().failure, DeviceFailure::kInvalid);
  EXPECT_EQ(status.error().message, "row 2 of 2");
}

TEST(HostDevice, RowsWithoutAPositionAreNotScattered) {
  auto device = open();
  const auto buffer = device->alloc(kPage);
  ASSERT_TRUE(device->write({*buffer, 0, 16}, bytes_of(std::vector<float>{1, 2, 3, 4})));
  ASSERT_TRUE(device->write({*buffer, 1024, 8}, bytes_of(std::vector<std::uint32_t>{kNoPosition, 2})));
  ASSERT_TRUE(run(*device, {work(ElementwiseKind::kScatterRows, 2, 2, {*buffer, 0, 16}, {*buffer, 1024, 8},
                                 {*buffer, 2048, 24})}));
  EXPECT_EQ(read<float>(*device, *buffer, 2048, 6), (std::vector<float>{0, 0, 0, 0, 3, 4}));
}

TEST(HostDevice, HeadStatisticsOfTilesAreThoseOfTheWhole) {
  auto device = open();
  const auto buffer = device->alloc(2 * kPage);
  std::vector<float> logits(300);
  for (std::size_t at = 0; at < logits.size(); ++at) logits[at] = std::sin(static_cast<float>(at) * 1.7f) * 5;
  ASSERT_TRUE(device->write({*buffer, 0, 1200}, bytes_of(logits)));
  const auto statistics = [&](std::uint64_t at) { return BufferRange{*buffer, at, kHeadStatisticsBytes}; };
  ASSERT_TRUE(run(*device, {HeadStatisticsCommand{1, 0, 300, 100, {*buffer, 0, 1200}, statistics(4096)},
                            HeadStatisticsCommand{1, 0, 200, 100, {*buffer, 0, 800}, statistics(4160)},
                            HeadStatisticsCommand{1, 200, 100, 100, {*buffer, 800, 400}, statistics(4160)}}));
  const auto whole = read<std::byte>(*device, *buffer, 4096, kHeadStatisticsBytes);
  EXPECT_EQ(whole, read<std::byte>(*device, *buffer, 4160, kHeadStatisticsBytes));
  const auto sums = read_record(std::span(whole).first<kHeadStatisticsBytes>());
  ASSERT_TRUE(sums);
  const auto top = std::max_element(logits.begin(), logits.end());
  EXPECT_EQ(sums->top, top - logits.begin());
  double sum = 0;
  for (const double logit : logits) sum += std::exp(logit - *top);
  EXPECT_NEAR(sums->sum, sum, 1e-5 * sum);
}

TEST(HostDevice, ListsThatBreakTheRulesRunNothing) {
  auto device = open();
  const auto buffer = device->alloc(kPage);
  const BufferRange in{*buffer, 0, 16}, out{*buffer, 64, 16};
  const auto add = work(ElementwiseKind::kAdd, 1, 4, in, in, out);
  const auto refused = [&](CommandList list) {
    const auto fence = device->submit(list);
    return fence ? DeviceFailure::kGarbage : fence.error().failure;
  };
  auto beyond = add;
  beyond.output.offset = kPage - 8;
  EXPECT_EQ(refused({TensorType::kF32, {add, beyond}}), DeviceFailure::kInvalid);
  auto odd = add;
  odd.first.offset = 2;
  EXPECT_EQ(refused({TensorType::kF32, {odd}}), DeviceFailure::kInvalid);
  EXPECT_EQ(refused({TensorType::kF16, {}}), DeviceFailure::kUnsupported);
  EXPECT_EQ(read<float>(*device, *buffer, 64, 4), std::vector<float>(4));
  EXPECT_EQ(device->wait(Fence(7), kLong).error().failure, DeviceFailure::kInvalid);
}

class HostDeviceFault : public testing::TestWithParam<DeviceFailure> {};

TEST_P(HostDeviceFault, IsAnErrorOfTheSubmissionAndNeverAHang) {
  auto device = open({.fault = DeviceFault{1, GetParam()}});
  const auto buffer = device->alloc(kPage);
  ASSERT_TRUE(device->write({*buffer, 0, 16}, bytes_of(std::vector<float>{1, 2, 3, 4})));
  const HeadStatisticsCommand fold{1, 0, 4, 4, {*buffer, 0, 16}, {*buffer, 64, kHeadStatisticsBytes}};
  ASSERT_TRUE(run(*device, {fold}));
  const auto fence = device->submit({TensorType::kF32, {fold}});
  ASSERT_TRUE(fence);
  const auto status = device->wait(*fence, std::chrono::milliseconds(50));
  if (GetParam() == DeviceFailure::kGarbage) {
    ASSERT_TRUE(status);
    const auto record = read<std::byte>(*device, *buffer, 64, kHeadStatisticsBytes);
    EXPECT_EQ(read_record(std::span(record).first<kHeadStatisticsBytes>()).error().failure, DeviceFailure::kGarbage);
  } else {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().failure, GetParam());
  }
}

INSTANTIATE_TEST_SUITE_P(Failures, HostDeviceFault,
                         testing::Values(DeviceFailure::kLost, DeviceFailure::kTimedOut, DeviceFailure::kMapLost,
                                         DeviceFailure::kGarbage));

TEST(HostDevice, TheTimelineHasEveryCommandOnItsLane) {
  auto device = open({.record_timeline = true});
  const std::vector<float> numbers{1, 2, 3, 4};
  const auto source = device->share({bytes_of(numbers)});
  const auto slot = device->alloc(kPage);
  const BufferRange at{*slot, 0, 16};
  ASSERT_TRUE(run(*device, {StageCommand{{*source, 0, 16}, at}, work(ElementwiseKind::kAdd, 1, 4, at, at, at)}));
  const Timeline timeline = device->timeline();
  ASSERT_EQ(timeline.size(), 2u);
  EXPECT_EQ(timeline[0].lane, Lane::kStaging);
  EXPECT_EQ(timeline[1].lane, Lane::kNpu);
  EXPECT_EQ(timeline[1].name, "add 0");
  EXPECT_LE(timeline[0].end, timeline[1].begin);
}

}  // namespace
}  // namespace llada
