// Every operation of the worker, in the emulator, against the host's reference kernels.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "base/random.h"
#include "formats/quant.h"
#include "npu/head_statistics.h"
#include "hexagon/emulated_worker.h"
#include "npu/host/host_device.h"

namespace llada {
namespace {

constexpr Nanoseconds kLong = std::chrono::minutes(2);

// One device with a buffer that holds everything a case needs, at the same offsets as the other's.
class Bench {
 public:
  Bench(NpuDevice& device, std::uint64_t bytes) : device_(device), buffer_(device.alloc(bytes).value()) {}

  [[nodiscard]] BufferId buffer() const { return buffer_; }
  template <class T>
  void put(std::uint64_t offset, const std::vector<T>& values) {
    const auto bytes = std::as_bytes(std::span(values));
    const auto status = device_.write({buffer_, offset, bytes.size()}, bytes);
    EXPECT_TRUE(status) << (status ? "" : status.error().message);
  }
  template <class T>
  std::vector<T> get(std::uint64_t offset, std::size_t count) {
    std::vector<T> values(count);
    const auto bytes = std::as_writable_bytes(std::span(values));
    const auto status = device_.read({buffer_, offset, bytes.size()}, bytes);
    EXPECT_TRUE(status) << (status ? "" : status.error().message);
    return values;
  }
  void run(const Command& command) {
    const auto fence = device_.submit({TensorType::kF32, {command}});
    ASSERT_TRUE(fence) << fence.error().message;
    const auto done = device_.wait(*fence, kLong);
    ASSERT_TRUE(done) << done.error().message;
  }

 private:
  NpuDevice& device_;
  BufferId buffer_;
};

constexpr std::uint64_t kBenchBytes = 16u << 20;
constexpr std::uint64_t kFirst = 0, kSecond = 4u << 20, kThird = 6u << 20, kFourth = 8u << 20, kFifth = 10u << 20,
                        kOutput = 12u << 20;

class HexagonOps : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!test::no_hexagon().empty()) return;
    auto opened = test::open_emulated({.threads = 2});
    ASSERT_TRUE(opened) << opened.error().message;
    npu = std::move(*opened);
    host = HostDevice::create(ref(), {}).value();
  }
  static void TearDownTestSuite() { npu.reset(), host.reset(); }
  void SetUp() override {
    SKIP_WITHOUT_HEXAGON();
    ASSERT_TRUE(npu);
    there.emplace(*npu, kBenchBytes);
    here.emplace(*host, kBenchBytes);
  }
  void TearDown() override {
    if (!there) return;
    EXPECT_TRUE(npu->free(there->buffer()));
    EXPECT_TRUE(host->free(here->buffer()));
  }
  static const KernelSet& ref() { return **find_kernel_set("ref"); }

  template <class T>
  void put(std::uint64_t offset, const std::vector<T>& values) {
    there->put(offset, values);
    here->put(offset, values);
  }
  // make(buffer) is the command for a device's buffer.
  template <class Make>
  void run(Make make) {
    there->run(make(there->buffer()));
    here->run(make(here->buffer()));
  }
  // Outputs differ by no more than `tolerance` of the largest in their row.
  void expect_close(std::uint64_t offset, std::size_t rows, std::size_t width, double tolerance, std::string_view what) {
    const auto got = there->get<float>(offset, rows * width), wanted = here->get<float>(offset, rows * width);
    for (std::size_t row = 0; row < rows; ++row) {
      double largest = 1e-20, worst = 0;
      for (std::size_t at = row * width; at < (row + 1) * width; ++at) {
        largest = std::max(largest, std::abs(double{wanted[at]}));
        worst = std::max(worst, std::abs(double{got[at]} - wanted[at]));
        ASSERT_FALSE(std::isnan(got[at])) << what << ": row " << row << ", value " << at - row * width;
      }
      ASSERT_LE(worst, tolerance * largest) << what << ": row " << row << " of " << rows << " x " << width;
    }
  }
  std::vector<float> noise(std::size_t count, float scale = 1) {
    std::vector<float> values(count);
    for (float& value : values) value = scale * (static_cast<float>(random() % 20001) / 10000.0f - 1.0f);
    return values;
  }
  std::uint32_t random() { return state = state * 1664525u + 1013904223u, state >> 8; }

  static inline std::unique_ptr<HexagonDevice> npu;
  static inline std::unique_ptr<HostDevice> host;
  std::optional<Bench> there, here;
  std::uint32_t state = 12345;
};

BufferRange floats(BufferId buffer, std::uint64_t offset, std::uint64_t count) { return {buffer, offset, count * 4}; }

struct ProductShape {
  std::uint32_t rows, outputs, inputs;
};

TEST_F(HexagonOps, ProductsOfQuantisedWeightsAgreeOverOddShapes) {
  const std::vector<ProductShape> shapes{{1, 32, 32},   {1, 1, 64},    {3, 17, 96},    {8, 48, 512},
                                         {9, 33, 544},  {17, 64, 512}, {5, 200, 1024}, {40, 16, 1120},
                                         {2, 100, 1536}};
  for (const TensorType type : {TensorType::kQ8_0, TensorType::kQ4_0}) {
    for (const auto& [rows, outputs, inputs] : shapes) {
      const auto values = noise(std::size_t{outputs} * inputs, 0.05f);
      std::vector<std::byte> blocks(*bytes_of(type, values.size()));
      encode_blocks(type, values, blocks);
      const std::size_t row_bytes = blocks.size() / outputs;
      const auto source = [&](int output) {
        return std::span<const std::byte>(blocks).subspan(static_cast<std::size_t>(output) * row_bytes, row_bytes);
      };
      const auto pack = [&](PackLayout layout, Bench& bench) {
        const auto matrix =
            PackedMatrix::pack(layout, type, static_cast<int>(outputs), static_cast<int>(inputs), source).value();
        bench.put(kSecond, std::vector<std::byte>(matrix.panel(0), matrix.panel(0) + matrix.size_bytes()));
      };
      pack(PackLayout::kLanes, *there);
      pack(PackLayout::kBlocks, *here);
      put(kFirst, noise(std::size_t{rows} * inputs, 3.0f));
      const auto command = [&, rows = rows, outputs = outputs, inputs = inputs](BufferId buffer, PackLayout layout) {
        ProductsCommand c{ProductPart::kDown, 0, rows, floats(buffer, kFirst, std::uint64_t{rows} * inputs), 1, {}};
        c.products[0] = {type, layout, outputs, inputs, {buffer, kSecond, *weight_bytes(type, layout, outputs, inputs)},
                         floats(buffer, kOutput, std::uint64_t{rows} * outputs)};
        return Command(c);
      };
      there->run(command(there->buffer(), PackLayout::kLanes));
      here->run(command(here->buffer(), PackLayout::kBlocks));
      expect_close(kOutput, rows, outputs, 6e-5, fmt::format("{} {} x {} x {}", traits(type).name, rows, outputs, inputs));
    }
  }
}

TEST_F(HexagonOps, RowsAreNormalisedGatedAndAddedAsOnTheHost) {
  for (const auto& [rows, width] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{{1, 1}, {3, 31}, {2, 64}, {5, 333}, {9, 1024}}) {
    const std::uint64_t count = std::uint64_t{rows} * width;
    put(kFirst, noise(count, 8));
    put(kSecond, noise(count, 2));
    const auto command = [&, rows = rows, width = width](ElementwiseKind kind, BufferId b) {
      const bool vector = kind == ElementwiseKind::kNorm || kind == ElementwiseKind::kAddVector;
      return Command(ElementwiseCommand{.kind = kind,
                                        .rows = rows,
                                        .width = width,
                                        .epsilon = kind == ElementwiseKind::kNorm ? 1e-5f : 0,
                                        .first = floats(b, kFirst, count),
                                        .second = floats(b, kSecond, vector ? width : count),
                                        .output = floats(b, kOutput, count)});
    };
    for (const auto kind : {ElementwiseKind::kNorm, ElementwiseKind::kGate, ElementwiseKind::kAdd, ElementwiseKind::kAddVector}) {
      run([&](BufferId b) { return command(kind, b); });
      expect_close(kOutput, rows, width, 2e-6, fmt::format("{} {} x {}", to_string(kind), rows, width));
    }
  }
}

TEST_F(HexagonOps, GatesOfAnySizeStayFinite) {
  std::vector<float> gate{-1000, -200, -100, -88, -30, -1e-20f, 0, 1e-20f, 30, 88, 100, 200, 1000};
  put(kFirst, gate);
  put(kSecond, std::vector<float>(gate.size(), 1.0f));
  const auto count = static_cast<std::uint32_t>(gate.size());
  run([&](BufferId b) {
    return ElementwiseCommand{.kind = ElementwiseKind::kGate, .rows = 1, .width = count, .first = floats(b, kFirst, count),
                              .second = floats(b, kSecond, count), .output = floats(b, kOutput, count)};
  });
  const auto got = there->get<float>(kOutput, count), wanted = here->get<float>(kOutput, count);
  for (std::size_t i = 0; i < gate.size(); ++i)
    EXPECT_NEAR(got[i], wanted[i], 1e-30 + 2e-6 * std::abs(wanted[i])) << "gate " << gate[i];
}

TEST_F(HexagonOps, RotationsAgreeForWholeAndPartialHeads) {
  struct Shape {
    std::uint32_t rows, heads, head_dim, pairs;
  };
  for (const auto& [rows, heads, head_dim, pairs] : std::vector<Shape>{{1, 1, 2, 1}, {3, 4, 32, 16}, {2, 3, 64, 32}, {2, 2, 80, 20}, {1, 2, 160, 80}}) {
    const std::uint64_t count = std::uint64_t{rows} * heads * head_dim;
    put(kFirst, noise(count, 4));
    put(kSecond, noise(std::uint64_t{rows} * 2 * pairs));
    for (const auto kind : {ElementwiseKind::kRotatePairs, ElementwiseKind::kRotateHalves}) {
      run([&, rows = rows, heads = heads, head_dim = head_dim, pairs = pairs](BufferId b) {
        return ElementwiseCommand{.kind = kind,
                                  .rows = rows,
                                  .width = heads * head_dim,
                                  .head_dim = head_dim,
                                  .first = floats(b, kFirst, count),
                                  .second = floats(b, kSecond, std::uint64_t{rows} * 2 * pairs),
                                  .output = floats(b, kOutput, count)};
      });
      expect_close(kOutput, rows, std::size_t{heads} * head_dim, 1e-6, fmt::format("{} {}", to_string(kind), head_dim));
    }
  }
}

TEST_F(HexagonOps, AttentionAgreesWithProbesAndSharedKeys) {
  struct Shape {
    std::uint32_t rows, positions, heads, kv_heads, head_dim;
  };
  for (const auto& shape : std::vector<Shape>{{1, 1, 1, 1, 8}, {3, 5, 2, 1, 24}, {7, 33, 4, 2, 64}, {16, 70, 2, 2, 32}, {5, 64, 3, 3, 40}, {4, 200, 2, 1, 128}}) {
    const auto [rows, positions, heads, kv_heads, head_dim] = shape;
    const std::uint64_t queries = std::uint64_t{rows} * heads * head_dim, kv = std::uint64_t{kv_heads} * head_dim;
    put(kFirst, noise(queries, 4));
    put(kSecond, noise(positions * kv, 3));
    put(kThird, noise(positions * kv, 2));
    put(kFourth, noise(rows * kv, 3));
    put(kFifth, noise(rows * kv, 2));
    std::vector<std::uint32_t> replaced(rows, kNoPosition);
    for (std::uint32_t row = 0; row < rows; row += 3) replaced[row] = random() % positions;
    put(kFifth + (1u << 20), replaced);
    run([&, rows = rows, positions = positions, heads = heads, kv_heads = kv_heads, head_dim = head_dim](BufferId b) {
      return AttentionCommand{.rows = rows,
                              .positions = positions,
                              .heads = heads,
                              .kv_heads = kv_heads,
                              .head_dim = head_dim,
                              .queries = floats(b, kFirst, queries),
                              .keys = floats(b, kSecond, positions * kv),
                              .values = floats(b, kThird, positions * kv),
                              .own_keys = floats(b, kFourth, rows * kv),
                              .own_values = floats(b, kFifth, rows * kv),
                              .replaced = floats(b, kFifth + (1u << 20), rows),
                              .output = floats(b, kOutput, queries)};
    });
    expect_close(kOutput, rows, std::size_t{heads} * head_dim, 2e-5, fmt::format("{} rows, {} positions, heads of {}", rows, positions, head_dim));
  }
}

TEST_F(HexagonOps, RowsGoWhereTheirIndicesSay) {
  constexpr std::uint32_t kRows = 5, kWidth = 37, kRoom = 9;
  put(kFirst, noise(kRoom * kWidth));
  put(kOutput, std::vector<float>(kRoom * kWidth, 0.5f));
  put(kSecond, std::vector<std::uint32_t>{8, kNoPosition, 0, 3, 4});
  run([&](BufferId b) {
    return ElementwiseCommand{.kind = ElementwiseKind::kScatterRows, .rows = kRows, .width = kWidth, .first = floats(b, kFirst, kRows * kWidth),
                              .second = floats(b, kSecond, kRows), .output = floats(b, kOutput, kRoom * kWidth)};
  });
  expect_close(kOutput, kRoom, kWidth, 0, "scatter");
  put(kSecond, std::vector<std::uint32_t>{8, 8, 0, 3, 4});
  run([&](BufferId b) {
    return ElementwiseCommand{.kind = ElementwiseKind::kGatherRows, .rows = kRows, .width = kWidth, .first = floats(b, kFirst, kRoom * kWidth),
                              .second = floats(b, kSecond, kRows), .output = floats(b, kOutput, kRows * kWidth)};
  });
  expect_close(kOutput, kRows, kWidth, 0, "gather");
}

TEST_F(HexagonOps, HeadStatisticsAgreeAcrossTilesTiesAndInfinities) {
  constexpr std::uint32_t kRows = 4, kFirstTokens = 100, kLaterTokens = 77, kSlice = 48;
  const float infinity = std::numeric_limits<float>::infinity();
  auto first = noise(kRows * kFirstTokens, 12), later = noise(kRows * kLaterTokens, 12);
  first[3] = first[90] = 20;                         // row 0: a tie, the lower token wins
  first[kFirstTokens + 5] = -infinity;               // row 1: left out
  later[2 * kLaterTokens + 70] = 100;                // row 2: nearly all of the sum
  later[3 * kLaterTokens + 1] = std::nanf("");       // row 3: broken
  for (const bool second_tile : {false, true}) {
    const std::uint32_t tokens = second_tile ? kLaterTokens : kFirstTokens;
    put(kFirst, second_tile ? later : first);
    run([&](BufferId b) {
      return HeadStatisticsCommand{kRows, second_tile ? kFirstTokens : 0, tokens, kSlice, floats(b, kFirst, kRows * tokens),
                                   {b, kOutput, kRows * kHeadStatisticsBytes}};
    });
  }
  const auto got = there->get<std::byte>(kOutput, kRows * kHeadStatisticsBytes);
  const auto wanted = here->get<std::byte>(kOutput, kRows * kHeadStatisticsBytes);
  for (std::size_t row = 0; row < kRows; ++row) {
    const auto record = [row](const std::vector<std::byte>& all) {
      return read_record(std::span(all).subspan(row * kHeadStatisticsBytes).first<kHeadStatisticsBytes>());
    };
    const auto a = record(got), b = record(wanted);
    ASSERT_TRUE(a && b) << "row " << row;
    EXPECT_EQ(a->top, b->top) << "row " << row;
    EXPECT_EQ(a->second, b->second) << "row " << row;
    EXPECT_EQ(a->top_logit, b->top_logit);
    EXPECT_EQ(a->second_logit, b->second_logit);
    EXPECT_EQ(a->broken, b->broken) << "row " << row;
    EXPECT_NEAR(a->sum, b->sum, 3e-7 * b->sum) << "row " << row;
    EXPECT_NEAR(a->weighted, b->weighted, 1e-6 * (1 + std::abs(b->weighted))) << "row " << row;
  }
}

}  // namespace
}  // namespace llada
