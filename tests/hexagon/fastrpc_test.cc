// The FastRPC transport against a stand-in for the vendor's library (tests/hexagon/stand_in): which calls
// it makes, in which order, and what becomes of every one that fails. Emulated: no phone is involved.
#include "npu/hexagon/fastrpc_transport.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <numeric>
#include <sstream>

#include "hexagon/emulated_worker.h"
#include "hexagon/stand_in/cdsprpc.h"

namespace llada {
namespace {

constexpr Nanoseconds kLong = std::chrono::minutes(1);

// The stand-in's own entry points; the library stays loaded, and with it its notes.
class StandIn {
 public:
  StandIn() : object_(::dlopen(LLADA_STAND_IN, RTLD_NOW | RTLD_LOCAL)) {
    if (object_ == nullptr) ADD_FAILURE() << ::dlerror();
    find<decltype(stand_in_reset)>("stand_in_reset")();
  }
  ~StandIn() {
    find<decltype(stand_in_reset)>("stand_in_reset")();
    ::dlclose(object_);
  }
  StandIn(const StandIn&) = delete;
  StandIn& operator=(const StandIn&) = delete;

  std::vector<std::string> calls() {
    std::string text(find<decltype(stand_in_calls)>("stand_in_calls")(nullptr, 0), '\0');
    find<decltype(stand_in_calls)>("stand_in_calls")(text.data(), text.size());
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }
  void fail(const char* call, int code, int nth = 0) { find<decltype(stand_in_fail)>("stand_in_fail")(call, nth, code); }
  void answer_short() { find<decltype(stand_in_answer_short)>("stand_in_answer_short")(); }
  void set_arch(std::uint32_t arch) { find<decltype(stand_in_set_arch)>("stand_in_set_arch")(arch); }
  void kill_worker() { find<decltype(stand_in_kill_worker)>("stand_in_kill_worker")(); }
  std::size_t held() { return find<decltype(stand_in_held)>("stand_in_held")(); }

 private:
  template <class Function>
  Function* find(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(object_, name));
  }
  void* object_;
};

Result<std::unique_ptr<FastRpcTransport>> open_transport() { return FastRpcTransport::create({.library = LLADA_STAND_IN, .skel_folder = {}}); }

Result<std::unique_ptr<HexagonDevice>> open_device() {
  LLADA_TRY(transport, open_transport());
  return HexagonDevice::create(std::move(transport), {.threads = 1});
}

class FastRpc : public testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_HEXAGON(); }
  StandIn stand_in_;
};

// Doubles 300 numbers on the device.
DeviceStatus try_doubling(HexagonDevice& device) {
  std::vector<float> numbers(300);
  std::iota(numbers.begin(), numbers.end(), 1.0f);
  const std::uint64_t bytes = numbers.size() * sizeof(float);
  LLADA_TRY(x, device.alloc(bytes));
  LLADA_TRY(y, device.alloc(bytes));
  LLADA_CHECK(device.write({x, 0, bytes}, std::as_bytes(std::span(numbers))));
  const ElementwiseCommand twice{.kind = ElementwiseKind::kAdd, .rows = 1, .width = 300, .first = {x, 0, bytes}, .second = {x, 0, bytes}, .output = {y, 0, bytes}};
  LLADA_TRY(fence, device.submit({TensorType::kF32, {twice}}));
  LLADA_CHECK(device.wait(fence, kLong));
  LLADA_CHECK(device.read({y, 0, bytes}, std::as_writable_bytes(std::span(numbers))));
  for (std::size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], 2.0f * static_cast<float>(i + 1));
  return {};
}

TEST_F(FastRpc, OpensASessionInTheVendorsOrder) {
  const auto transport = open_transport();
  ASSERT_TRUE(transport) << transport.error().message;
  const std::vector<std::string> expected = {
      "remote_handle_control", "remote_session_control",
      "remote_handle64_open file:///libllada_hexagon_skel_v73.so?llada_skel_handle_invoke&_modver=1.0&_dom=cdsp",
      "remote_handle64_control", "dspqueue_create", "dspqueue_export", "remote_handle64_invoke 2"};
  EXPECT_EQ(stand_in_.calls(), expected);
}

TEST_F(FastRpc, ClosesWhatItOpenedInReverse) {
  ASSERT_TRUE(open_transport());
  const auto calls = stand_in_.calls();
  ASSERT_GE(calls.size(), 3u);
  EXPECT_EQ((std::vector<std::string>(calls.end() - 3, calls.end())),
            (std::vector<std::string>{"remote_handle64_invoke 3", "dspqueue_close", "remote_handle64_close"}));
  EXPECT_EQ(stand_in_.held(), 0u);
}

TEST_F(FastRpc, ComputesAndLeavesNothingBehind) {
  {
    const auto device = open_device();
    ASSERT_TRUE(device) << device.error().message;
    EXPECT_EQ((*device)->capabilities().name, "hexagon:fastrpc");
    const auto doubled = try_doubling(**device);
    EXPECT_TRUE(doubled) << doubled.error().message;
  }
  EXPECT_EQ(stand_in_.held(), 0u);
}

TEST_F(FastRpc, RegistersEachBufferOnceAndReleasesIt) {
  {
    const auto device = open_device();
    ASSERT_TRUE(device);
    const auto buffer = (*device)->alloc_backing(1000, BackingKind::kRegistered);
    ASSERT_TRUE(buffer);
    EXPECT_TRUE((*device)->free(*buffer));
  }
  const auto calls = stand_in_.calls();
  EXPECT_EQ(std::ranges::count(calls, "rpcmem_alloc2 65536"), 1);
  EXPECT_EQ(std::ranges::count(calls, "fastrpc_mmap"), std::ranges::count(calls, "fastrpc_munmap"));
  EXPECT_EQ(std::ranges::count(calls, "fastrpc_mmap"), std::ranges::count(calls, "rpcmem_free"));
}

TEST_F(FastRpc, EveryCallOfTheOpeningThatFailsIsAClearErrorAndLeavesNothing) {
  for (const char* call : {"remote_handle_control", "remote_session_control", "remote_handle64_open", "dspqueue_create",
                           "dspqueue_export", "remote_handle64_invoke"}) {
    stand_in_.fail(call, 0x4e);
    const auto transport = open_transport();
    ASSERT_FALSE(transport) << call;
    EXPECT_NE(transport.error().message.find("0x4e"), std::string::npos) << transport.error().message;
    EXPECT_EQ(stand_in_.held(), 0u) << call;
  }
  EXPECT_TRUE(open_transport()) << "after all of that";
}

TEST_F(FastRpc, AWishForLowLatencyThatIsRefusedDoesNotMatter) {
  stand_in_.fail("remote_handle64_control", 0x14);
  EXPECT_TRUE(open_transport());
}

TEST_F(FastRpc, MemoryThatCannotBeHadOrRegisteredIsAnErrorAndTheSessionGoesOn) {
  const auto device = open_device();
  ASSERT_TRUE(device);
  for (const char* call : {"rpcmem_alloc2", "rpcmem_to_fd", "fastrpc_mmap"}) {
    const std::size_t held = stand_in_.held();
    stand_in_.fail(call, 0x4e);
    const auto buffer = (*device)->alloc(1 << 20);
    ASSERT_FALSE(buffer) << call;
    EXPECT_EQ(buffer.error().failure, DeviceFailure::kWindowExhausted);
    EXPECT_EQ(stand_in_.held(), held) << call;
  }
  EXPECT_TRUE(try_doubling(**device));
}

TEST_F(FastRpc, AQueueThatFailsLosesTheDevice) {
  for (const char* call : {"dspqueue_write", "dspqueue_read"}) {
    {
      const auto device = open_device();
      ASSERT_TRUE(device);
      stand_in_.fail(call, 0x72);
      const auto doubled = try_doubling(**device);
      ASSERT_FALSE(doubled) << call;
      EXPECT_EQ(doubled.error().failure, DeviceFailure::kLost) << call;
      EXPECT_NE(doubled.error().message.find("0x72"), std::string::npos) << doubled.error().message;
    }
    EXPECT_EQ(stand_in_.held(), 0u) << call;
  }
}

TEST_F(FastRpc, AShortAnswerIsGarbage) {
  const auto device = open_device();
  ASSERT_TRUE(device);
  stand_in_.answer_short();
  const auto doubled = try_doubling(**device);
  ASSERT_FALSE(doubled);
  EXPECT_EQ(doubled.error().failure, DeviceFailure::kGarbage);
}

TEST_F(FastRpc, AWorkerThatDiesIsLostAndEverythingIsReleased) {
  {
    const auto device = open_device();
    ASSERT_TRUE(device);
    ASSERT_TRUE(try_doubling(**device));
    stand_in_.kill_worker();
    const auto doubled = try_doubling(**device);
    ASSERT_FALSE(doubled);
    EXPECT_EQ(doubled.error().failure, DeviceFailure::kLost);
  }
  EXPECT_EQ(stand_in_.held(), 0u);
}

TEST_F(FastRpc, SilenceUntilTheTimeIsOverIsATimeOut) {
  const auto transport = open_transport();
  ASSERT_TRUE(transport);
  const auto reply = (*transport)->receive(std::chrono::milliseconds(30));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().failure, DeviceFailure::kTimedOut);
}

TEST_F(FastRpc, OpensTheNewestSkelTheChipCanRun) {
  for (const auto& [chip, skel] : {std::pair{0x68u, 68}, std::pair{0x69u, 68}, std::pair{0x73u, 73}, std::pair{0x81u, 73}}) {
    stand_in_.set_arch(chip);
    const auto transport = open_transport();
    ASSERT_TRUE(transport) << transport.error().message;
    EXPECT_EQ((*transport)->arch(), skel);
  }
  stand_in_.set_arch(0x66);
  const auto transport = open_transport();
  ASSERT_FALSE(transport);
  EXPECT_NE(transport.error().message.find("Hexagon v66"), std::string::npos) << transport.error().message;
}

TEST_F(FastRpc, AnOlderLibraryServesBuffersUpToTwoGiB) {
  const auto transport = FastRpcTransport::create({.library = LLADA_OLD_STAND_IN, .skel_folder = {}});
  ASSERT_TRUE(transport) << transport.error().message;
  const auto small = (*transport)->allocate(1000);
  ASSERT_TRUE(small) << small.error().message;
  EXPECT_EQ(small->bytes, wire::kPage);
  const auto large = (*transport)->allocate(std::uint64_t{1} << 31);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().failure, DeviceFailure::kUnsupported);
  (*transport)->free(*small);
}

TEST(FastRpcLibrary, ThatIsMissingOrIncompleteIsNamed) {
  const auto missing = fastrpc::load("libno-such-library.so");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("libno-such-library.so"), std::string::npos);
  const auto incomplete = fastrpc::load("libm.so.6");
  ASSERT_FALSE(incomplete);
  EXPECT_EQ(incomplete.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(incomplete.error().message.find("rpcmem_alloc"), std::string::npos) << incomplete.error().message;
}

}  // namespace
}  // namespace llada
