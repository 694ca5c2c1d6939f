// What crosses between host and worker: both read the same lists, and nonsense gets an answer.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "hexagon/emulated_worker.h"
#include "npu/command_codec.h"
#include "npu/random_commands.h"
#include "worker/list_reader.h"

namespace llada {
namespace {

// --- the two readers of a list ---

BufferRange to_host(const dsp::Range& r) { return {BufferId(r.buffer), r.offset, r.length}; }

ProductsCommand to_host(const dsp::ProductsCommand& c) {
  ProductsCommand host{static_cast<ProductPart>(c.part), c.layer, c.rows, to_host(c.input), c.count, {}};
  for (std::size_t at = 0; at < c.count; ++at) {
    const dsp::Product& p = c.products[at];
    host.products[at] = {*tensor_type_from_gguf(p.type), {}, p.outputs, p.inputs, to_host(p.weights), to_host(p.output)};
    if (p.layout > 0) host.products[at].layout = static_cast<PackLayout>(p.layout - 1);
  }
  return host;
}

Command to_host(const dsp::Command& c) {
  const auto& a = c.attention;
  const auto& e = c.elementwise;
  switch (c.kind) {
    case dsp::CommandKind::kStage: return StageCommand{to_host(c.from), to_host(c.to)};
    case dsp::CommandKind::kMap: return MapCommand{BufferId(c.buffer)};
    case dsp::CommandKind::kUnmap: return UnmapCommand{BufferId(c.buffer)};
    case dsp::CommandKind::kProducts: return to_host(c.products);
    case dsp::CommandKind::kAttention:
      return AttentionCommand{a.layer, a.rows, a.positions, a.heads, a.kv_heads, a.head_dim, to_host(a.queries), to_host(a.keys),
                              to_host(a.values), to_host(a.own_keys), to_host(a.own_values), to_host(a.replaced), to_host(a.output)};
    case dsp::CommandKind::kElementwise:
      return ElementwiseCommand{static_cast<ElementwiseKind>(e.kind), e.layer, e.rows, e.width, e.head_dim, e.epsilon,
                                to_host(e.first), to_host(e.second), to_host(e.output)};
    case dsp::CommandKind::kHead:
      return HeadStatisticsCommand{c.head.rows, c.head.first_token, c.head.tokens, c.head.slice, to_host(c.head.logits), to_host(c.head.statistics)};
    case dsp::CommandKind::kFence: return FenceCommand{};
  }
  return FenceCommand{};
}

std::optional<CommandList> read_as_worker(std::span<const std::byte> bytes) {
  dsp::ListReader reader;
  if (!reader.open(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size())) return std::nullopt;
  CommandList list{*tensor_type_from_gguf(reader.activations()), {}};
  while (reader.more()) {
    dsp::Command command;
    if (!reader.next(command)) return std::nullopt;
    list.commands.push_back(to_host(command));
  }
  return list;
}

CommandList some_list() {
  CommandList list{TensorType::kF32, {}};
  for (std::size_t count = test::pick(0, 6); count > 0; --count)
    list.commands.push_back(test::some_command(test::pick(0, 7), sizeof(float)));
  return list;
}

RC_GTEST_PROP(HexagonLists, TheWorkerReadsWhatTheHostWrote, ()) {
  const CommandList list = some_list();
  const auto read = read_as_worker(encode_commands(list));
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == list);
}

RC_GTEST_PROP(HexagonLists, ACutListIsRefused, ()) {
  const auto bytes = encode_commands(some_list());
  const auto length = *rc::gen::inRange<std::size_t>(0, bytes.size());
  RC_ASSERT(!read_as_worker(std::span(bytes).first(length)).has_value());
}

// --- a live worker ---

constexpr std::uint64_t kListBytes = std::uint64_t{wire::kListSlots} * wire::kListSlotBytes;

class LiveWorker : public ::testing::Test {
 protected:
  void SetUp() override {
    SKIP_WITHOUT_HEXAGON();
    auto started = EmulatedTransport::create({});
    ASSERT_TRUE(started) << started.error().message;
    transport = std::move(*started);
    lists = transport->allocate(kListBytes).value();
    buffer = transport->allocate(1u << 20).value();
  }

  wire::Request request(wire::RequestKind kind) {
    wire::Request made;
    std::memset(&made, 0, sizeof made);
    made.sequence = ++sequence;
    made.kind = kind;
    return made;
  }
  wire::Reply ask(wire::Request made, bool good_checksum = true) {
    made.checksum = wire::checksum(&made, sizeof made - sizeof made.checksum) + (good_checksum ? 0 : 1);
    EXPECT_TRUE(transport->send(made));
    const auto reply = transport->receive(std::chrono::seconds(20));
    EXPECT_TRUE(reply) << reply.error().message;
    if (!reply) return {};
    EXPECT_EQ(reply->sequence, made.sequence);
    EXPECT_EQ(reply->checksum, wire::checksum(&*reply, sizeof *reply - sizeof reply->checksum));
    return *reply;
  }
  wire::Request hello() {
    wire::Request made = request(wire::RequestKind::kHello);
    made.hello = {wire::kMagic, wire::kVersion, wire::kListVersion, 2, 16, 0, 0, 1u << 20, lists.offset};
    return made;
  }
  void greet() {
    ASSERT_EQ(ask(hello()).problem, wire::Problem::kNone);
    wire::Request attach = request(wire::RequestKind::kAttach);
    attach.attach = {0, 1, 0, buffer.offset, buffer.bytes};
    ASSERT_EQ(ask(attach).problem, wire::Problem::kNone);
  }
  wire::Reply run(std::span<const std::byte> bytes, std::uint32_t slot = 0) {
    std::ranges::copy(bytes, lists.at + std::uint64_t{slot} * wire::kListSlotBytes);
    wire::Request made = request(wire::RequestKind::kRun);
    made.run = {slot, static_cast<std::uint32_t>(bytes.size()), wire::Fault::kNone, 0};
    return ask(made);
  }
  // 1 + 1 on the worker.
  void expect_alive() {
    const float one = 1;
    std::memcpy(buffer.at, &one, sizeof one);
    const BufferRange at{BufferId(0), 0, 4};
    const CommandList list{TensorType::kF32,
                           {ElementwiseCommand{.kind = ElementwiseKind::kAdd, .rows = 1, .width = 1, .first = at, .second = at, .output = at}}};
    ASSERT_EQ(run(encode_commands(list)).problem, wire::Problem::kNone);
    float two = 0;
    std::memcpy(&two, buffer.at, sizeof two);
    EXPECT_EQ(two, 2.0f);
  }

  std::unique_ptr<EmulatedTransport> transport;
  SharedMemory lists, buffer;
  std::uint32_t sequence = 0;
};

TEST_F(LiveWorker, RefusesAHostOfAnotherVersionAndSaysItsOwn) {
  wire::Request other = hello();
  other.hello.version = 99;
  const auto reply = ask(other);
  EXPECT_EQ(reply.problem, wire::Problem::kOtherVersion);
  EXPECT_EQ(reply.version, wire::kVersion);
  other = hello();
  other.hello.list_version = 1;
  EXPECT_EQ(ask(other).problem, wire::Problem::kOtherVersion);
  greet();
  expect_alive();
}

TEST_F(LiveWorker, DoesNothingBeforeItIsGreeted) {
  EXPECT_EQ(ask(request(wire::RequestKind::kAttach)).problem, wire::Problem::kRequest);
  EXPECT_EQ(ask(request(wire::RequestKind::kRun)).problem, wire::Problem::kRequest);
}

TEST_F(LiveWorker, AnswersDamagedAndUnknownMessages) {
  greet();
  EXPECT_EQ(ask(request(wire::RequestKind::kDetach), /*good_checksum=*/false).problem, wire::Problem::kChecksum);
  EXPECT_EQ(ask(request(static_cast<wire::RequestKind>(77))).problem, wire::Problem::kRequest);
  EXPECT_EQ(ask(hello()).problem, wire::Problem::kRequest);
  wire::Request attach = request(wire::RequestKind::kAttach);
  attach.attach = {0, 1, 0, 0, wire::kPage};
  EXPECT_EQ(ask(attach).problem, wire::Problem::kBuffer);
  attach.attach = {9, 1, 0, 17, wire::kPage};
  EXPECT_EQ(ask(attach).problem, wire::Problem::kAlignment);
  attach.attach = {9, 1, 0, 0, std::uint64_t{1} << 40};
  EXPECT_EQ(ask(attach).problem, wire::Problem::kWindow);
  attach.attach = {~0u, 1, 0, 0, wire::kPage};
  EXPECT_EQ(ask(attach).problem, wire::Problem::kBuffer);
  expect_alive();
}

TEST_F(LiveWorker, ACopyThatCannotBeMadeNamesItsCommandAndIsForgotten) {
  greet();
  wire::Request attach = request(wire::RequestKind::kAttach);
  attach.attach = {1, 0, 0, buffer.offset, wire::kPage};  // backing
  ASSERT_EQ(ask(attach).problem, wire::Problem::kNone);
  const auto stage = [](int from, std::uint64_t offset) {
    return StageCommand{{BufferId(from), offset, 4096}, {BufferId(0), 0, 4096}};
  };
  const auto fails = [&](const StageCommand& bad, wire::Problem problem) {
    const CommandList list{TensorType::kF32, {stage(1, 0), bad, stage(1, 4096)}};
    const auto reply = run(encode_commands(list));
    EXPECT_EQ(reply.problem, problem);
    EXPECT_EQ(reply.command, 1u);
    expect_alive();
  };
  fails(stage(0, 8192), wire::Problem::kVisible);             // inside the window already
  fails(stage(1, wire::kPage), wire::Problem::kRange);        // beyond its end
  fails(stage(7, 0), wire::Problem::kBuffer);
}

TEST_F(LiveWorker, SurvivesListsOfNoise) {
  greet();
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::byte> noise(random() % 400);
    for (std::byte& byte : noise) byte = static_cast<std::byte>(random());
    EXPECT_NE(run(noise, random() % wire::kListSlots).problem, wire::Problem::kNone);
  }
  expect_alive();
}

// Valid lists with bytes changed and the checksum made right again: what is read may be anything.
TEST_F(LiveWorker, SurvivesCommandsThatMakeNoSense) {
  greet();
  const auto at = [](std::uint64_t offset, std::uint64_t length) { return BufferRange{BufferId(0), offset, length}; };
  ProductsCommand products{ProductPart::kDown, 0, 4, at(0, 4 * 64 * 4), 1, {}};
  products.products[0] = {TensorType::kQ8_0, PackLayout::kLanes, 32, 64, at(8192, *weight_bytes(TensorType::kQ8_0, PackLayout::kLanes, 32, 64)),
                          at(65536, 4 * 32 * 4)};
  const CommandList list{TensorType::kF32,
                         {products,
                          AttentionCommand{0, 4, 8, 2, 1, 16, at(0, 512), at(1024, 512), at(2048, 512), at(4096, 256), at(5120, 256),
                                           at(16384, 16), at(6144, 512)},
                          ElementwiseCommand{.kind = ElementwiseKind::kScatterRows, .rows = 4, .width = 8, .first = at(0, 128), .second = at(16384, 16), .output = at(1024, 512)},
                          ElementwiseCommand{.kind = ElementwiseKind::kRotatePairs, .rows = 4, .width = 32, .head_dim = 16, .first = at(0, 512), .second = at(1024, 4 * 16 * 4), .output = at(0, 512)},
                          HeadStatisticsCommand{4, 0, 32, 16, at(65536, 512), at(131072, 256)}, StageCommand{{BufferId(1), 0, 512}, at(0, 512)}, MapCommand{BufferId(3)}}};
  const auto good = encode_commands(list);
  std::mt19937 random(11);
  constexpr std::size_t kHeader = 24, kSum = 16;
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    auto bytes = good;
    for (int changes = 1 + static_cast<int>(random() % 3); changes > 0; --changes)
      bytes[kHeader + random() % (bytes.size() - kHeader)] = static_cast<std::byte>(random() % 2 == 0 ? random() : 255);
    const std::uint64_t sum = checksum(std::span(bytes).subspan(kHeader));
    std::memcpy(bytes.data() + kSum, &sum, sizeof sum);
    std::memset(buffer.at + 16384, round % 5 == 0 ? 0xff : 0, 16);
    refused += run(bytes).problem != wire::Problem::kNone ? 1 : 0;
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
  EXPECT_GT(refused, 500);
  expect_alive();
}

}  // namespace
}  // namespace llada
