// The device above an emulated worker: its window, its maps, and what becomes of a worker that goes wrong.
#include "npu/hexagon/hexagon_device.h"

#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "npu/command_codec.h"
#include "hexagon/emulated_worker.h"

namespace llada {
namespace {

constexpr Nanoseconds kLong = std::chrono::minutes(1);
constexpr std::uint64_t kMiB = 1u << 20;

template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

DeviceStatus run(HexagonDevice& device, std::vector<Command> commands) {
  const auto fence = device.submit({TensorType::kF32, std::move(commands)});
  if (!fence) return tl::unexpected(fence.error());
  return device.wait(*fence, kLong);
}

// y = x + x over `count` floats at the start of buffers.
ElementwiseCommand doubled(BufferId x, BufferId y, std::uint32_t count) {
  const std::uint64_t bytes = std::uint64_t{count} * 4;
  return {.kind = ElementwiseKind::kAdd, .rows = 1, .width = count, .first = {x, 0, bytes}, .second = {x, 0, bytes}, .output = {y, 0, bytes}};
}

int open_files() { return static_cast<int>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {})); }

class HexagonDeviceTest : public ::testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_HEXAGON(); }
  static std::unique_ptr<HexagonDevice> open(const HexagonOptions& options = {.threads = 1}, std::uint64_t space = 0) {
    auto device = test::open_emulated(options, space);
    EXPECT_TRUE(device) << device.error().message;
    return device ? std::move(*device) : nullptr;
  }
};

TEST_F(HexagonDeviceTest, SaysWhatItIs) {
  const auto device = open();
  EXPECT_EQ(device->capabilities().name, "hexagon:emulated");
  EXPECT_TRUE(device->capabilities().computes);
  EXPECT_GT(device->capabilities().window_bytes, 3000 * kMiB);
}

TEST_F(HexagonDeviceTest, KeepsToAWindowSmallerThanItsAddressSpace) {
  const auto device = open({.window_bytes = 4 * kMiB, .threads = 1});
  EXPECT_EQ(device->capabilities().window_bytes, 4 * kMiB);
  const auto first = device->alloc(3 * kMiB);
  ASSERT_TRUE(first);
  EXPECT_EQ(device->alloc(2 * kMiB).error().failure, DeviceFailure::kWindowExhausted);
  EXPECT_TRUE(device->free(*first));
  EXPECT_TRUE(device->alloc(4 * kMiB));
}

TEST_F(HexagonDeviceTest, AnAddressSpaceTooSmallForTheWindowIsRefusedBeforeAnythingRuns) {
  const auto device = test::open_emulated({.window_bytes = 100 * kMiB, .threads = 1}, 64 * kMiB);
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().code, ErrorCode::kOutOfMemory);
  EXPECT_NE(device.error().message.find("104857600 bytes asked for"), std::string::npos) << device.error().message;
}

TEST_F(HexagonDeviceTest, MapsMoreThanItsAddressSpaceBitByBit) {
  const auto device = open({.threads = 1}, 64 * kMiB);
  ASSERT_TRUE(device);
  EXPECT_LT(device->capabilities().window_bytes, 64 * kMiB);
  const auto sum = device->alloc(kMiB);
  ASSERT_TRUE(sum);
  constexpr int kChunks = 20;
  std::vector<BufferId> chunks;
  for (int index = 0; index < kChunks; ++index) {  // 160 MiB
    const std::vector<float> values(2 * kMiB, static_cast<float>(index));
    const auto chunk = device->share({bytes_of(values)});
    ASSERT_TRUE(chunk) << chunk.error().message;
    chunks.push_back(*chunk);
  }
  const auto before = device->worker_counters();
  for (int index = 0; index < kChunks; ++index) {
    const BufferId chunk = chunks[static_cast<std::size_t>(index)];
    const auto done = run(*device, {MapCommand{chunk}, doubled(chunk, *sum, 100), UnmapCommand{chunk}});
    ASSERT_TRUE(done) << done.error().message;
    float first = 0;
    ASSERT_TRUE(device->read({*sum, 0, 4}, std::as_writable_bytes(std::span(&first, 1))));
    EXPECT_EQ(first, 2.0f * static_cast<float>(index));
  }
  EXPECT_EQ(device->worker_counters().maps - before.maps, 20u);
  EXPECT_EQ(device->worker_counters().unmaps - before.unmaps, 20u);
}

TEST_F(HexagonDeviceTest, FindsRoomAgainWhereFreeAddressSpaceLiesInPieces) {
  const auto device = open({.threads = 1}, 64 * kMiB);
  const std::uint64_t piece = device->capabilities().window_bytes / 10 / wire::kPage * wire::kPage;
  std::vector<BufferId> small;
  for (int index = 0; index < 10; ++index) small.push_back(device->alloc_backing(piece, BackingKind::kRegistered).value());
  const BufferId large = device->alloc_backing(5 * piece, BackingKind::kRegistered).value();
  for (const BufferId buffer : small) ASSERT_TRUE(run(*device, {MapCommand{buffer}}));
  for (int index = 0; index < 10; index += 2) ASSERT_TRUE(run(*device, {UnmapCommand{small[static_cast<std::size_t>(index)]}}));
  const auto mapped = run(*device, {MapCommand{large}});
  EXPECT_TRUE(mapped) << mapped.error().message;
}

TEST_F(HexagonDeviceTest, StagesFromMemoryAndFromAFile) {
  const auto device = open();
  std::vector<float> numbers(3'000'000);
  for (std::size_t at = 0; at < numbers.size(); ++at) numbers[at] = static_cast<float>(at);
  const auto content = bytes_of(numbers);
  char name[] = "/tmp/llada-hexagon-XXXXXX";
  const int file = ::mkstemp(name);
  ASSERT_GE(file, 0);
  ::unlink(name);
  ASSERT_EQ(::pwrite(file, content.data(), content.size(), 64), static_cast<ssize_t>(content.size()));
  const auto window = device->alloc(2 * content.size());
  const auto memory = device->share({content});
  const auto filed = device->share({content.subspan(400), file, 64 + 400});
  ASSERT_TRUE(window && memory && filed);
  ASSERT_TRUE(run(*device, {StageCommand{{*memory, 40, 10'000'000}, {*window, 8, 10'000'000}},
                            StageCommand{{*filed, 4, 80}, {*window, 12'000'000, 80}}}));
  std::vector<float> got(2'500'000), little(20);
  ASSERT_TRUE(device->read({*window, 8, 10'000'000}, std::as_writable_bytes(std::span(got))));
  ASSERT_TRUE(device->read({*window, 12'000'000, 80}, std::as_writable_bytes(std::span(little))));
  for (std::size_t at = 0; at < got.size(); ++at) ASSERT_EQ(got[at], static_cast<float>(at + 10));
  for (std::size_t at = 0; at < little.size(); ++at) EXPECT_EQ(little[at], static_cast<float>(at + 101));
  EXPECT_EQ(device->counters().staged_bytes, 10'000'080u);
  ::close(file);
}

TEST_F(HexagonDeviceTest, WorkBesideStagingFindsItsBytesInTimeAndKeepsThoseItStillNeeds) {
  const auto device = open();
  constexpr std::uint32_t kCount = 1'000'000;
  constexpr std::uint64_t kBytes = kCount * 4;
  const auto backing = [&](float value) { return device->share({bytes_of(std::vector<float>(kCount, value))}).value(); };
  const BufferId ones = backing(1), tens = backing(10);
  const BufferId slots = device->alloc(2 * kBytes).value(), sums = device->alloc(3 * kBytes).value();
  const auto doubled_into = [&](std::uint64_t slot, std::uint64_t place) {
    const BufferRange from{slots, slot * kBytes, kBytes};
    return ElementwiseCommand{.kind = ElementwiseKind::kAdd, .rows = 1, .width = kCount, .first = from, .second = from,
                              .output = {sums, place * kBytes, kBytes}};
  };
  const BufferRange first{slots, 0, kBytes}, second{slots, kBytes, kBytes};
  const auto done = run(*device, {StageCommand{{ones, 0, kBytes}, first}, StageCommand{{tens, 0, kBytes}, second},
                                  doubled_into(0, 0), StageCommand{{tens, 0, kBytes}, first}, doubled_into(1, 1),
                                  doubled_into(0, 2)});
  ASSERT_TRUE(done) << done.error().message;
  std::vector<float> got(3 * kCount);
  ASSERT_TRUE(device->read({sums, 0, 3 * kBytes}, std::as_writable_bytes(std::span(got))));
  for (std::size_t at = 0; at < got.size(); ++at) ASSERT_EQ(got[at], at < kCount ? 2 : 20) << at;
  EXPECT_EQ(device->counters().stages, 3u);
  EXPECT_GT(device->counters().staging_busy.count(), 0);
}

TEST_F(HexagonDeviceTest, WorkBeyondTheFastMemoryIsRefusedWithTheSizes) {
  const auto device = open({.scratch_bytes = 64u << 10, .threads = 1});
  const BufferId window = device->alloc(8 * kMiB).value();
  const std::uint32_t positions = 40'000;  // scores of one row alone take 160 KB
  const BufferRange row{window, 0, 32 * 4}, all{window, 0, std::uint64_t{positions} * 32 * 4};
  const std::vector<std::uint32_t> none{kNoPosition};
  const BufferRange replaced{window, 7 * kMiB, 4};
  ASSERT_TRUE(device->write(replaced, bytes_of(none)));
  const auto done = run(*device, {AttentionCommand{.rows = 1, .positions = positions, .heads = 1, .kv_heads = 1, .head_dim = 32,
                                                   .queries = row, .keys = all, .values = all, .own_keys = row,
                                                   .own_values = row, .replaced = replaced, .output = row}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().failure, DeviceFailure::kWindowExhausted);
  EXPECT_NE(done.error().message.find("fast memory"), std::string::npos) << done.error().message;
}

TEST_F(HexagonDeviceTest, AnIndexBeyondTheCacheIsAnAnswerNotACrash) {
  const auto device = open();
  const BufferId buffer = device->alloc(kMiB).value();
  ASSERT_TRUE(device->write({buffer, 0, 4}, bytes_of(std::vector<std::uint32_t>{1'000'000})));
  const auto done = run(*device, {ElementwiseCommand{.kind = ElementwiseKind::kScatterRows, .rows = 1, .width = 4, .first = {buffer, 64, 16},
                                                     .second = {buffer, 0, 4}, .output = {buffer, 128, 160}}});
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("1000000 of 10"), std::string::npos) << done.error().message;
}

TEST_F(HexagonDeviceTest, AWorkerThatDiesHangsOrRavesIsAnErrorAndLeavesNothingBehind) {
  const int files = open_files();
  const std::vector<std::pair<DeviceFailure, DeviceFailure>> faults{{DeviceFailure::kLost, DeviceFailure::kLost},
                                                                    {DeviceFailure::kTimedOut, DeviceFailure::kTimedOut}};
  for (const auto& [fault, expected] : faults) {
    const auto device = open({.threads = 2, .fault = DeviceFault{1, fault}});
    const BufferId buffer = device->alloc(kMiB).value();
    ASSERT_TRUE(run(*device, {doubled(buffer, buffer, 10)}));
    const auto fence = device->submit({TensorType::kF32, {doubled(buffer, buffer, 10)}});
    ASSERT_TRUE(fence);
    const auto done = device->wait(*fence, std::chrono::milliseconds(300));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().failure, expected) << done.error().message;
    EXPECT_FALSE(device->submit({TensorType::kF32, {doubled(buffer, buffer, 10)}}));
    EXPECT_FALSE(device->alloc(kMiB));
    EXPECT_TRUE(device->free(buffer));
  }
  EXPECT_EQ(open_files(), files);
}

TEST_F(HexagonDeviceTest, MissingProgramsAreNamed) {
  const auto emulator = EmulatedTransport::create({.worker = {}, .emulator = "qemu-of-no-machine"});
  ASSERT_FALSE(emulator);
  EXPECT_EQ(emulator.error().code, ErrorCode::kNotFound);
  EXPECT_NE(emulator.error().message.find("qemu-user"), std::string::npos) << emulator.error().message;
}

TEST_F(HexagonDeviceTest, AProgramThatIsNoWorkerIsALostDevice) {
  auto transport = EmulatedTransport::create({.worker = "/bin/true"});
  ASSERT_TRUE(transport);
  const auto device = HexagonDevice::create(std::move(*transport), {});
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().code, ErrorCode::kDevice) << device.error().message;
}

}  // namespace
}  // namespace llada
