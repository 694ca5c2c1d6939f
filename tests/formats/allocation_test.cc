// How much memory a hostile file can make us take, and what happens when there is none.
#include <gtest/gtest.h>

#include "formats/gguf_samples.h"
#include "formats/gguf_writer.h"
#include "formats/json.h"
#include "formats/safetensors.h"
#include "support/allocation_hook.h"
#include "support/safetensors_builder.h"
#include "support/temp_folder.h"
#include "support/test_data.h"

namespace llada {
namespace {

using namespace test;

constexpr long kMiB = 1 << 20;
constexpr long kGgufCap = 128 * kMiB;  // src/formats/gguf/limits.h derives it
constexpr long kJsonCap = 192 * kMiB;  // src/formats/json.h

// The most memory that parsing `builder` takes beyond the file's size.
long gguf_excess(const GgufBuilder& builder, bool valid = true) {
  const auto bytes = builder.bytes();
  const long peak = peak_allocation([&] {
    const auto file = GgufFile::parse(bytes, "large.gguf");
    EXPECT_EQ(file.has_value(), valid) << file.error().message;
  });
  return peak - static_cast<long>(bytes.size());
}

void add_strings(GgufBuilder& b, std::string_view key, std::size_t text_bytes) {
  constexpr std::uint64_t kMost = 1 << 20;
  b.array_key(key, kString, kMost);
  const std::string text(text_bytes, 'x');
  for (std::uint64_t i = 0; i < kMost; ++i) b.text(text);
}

TEST(Allocation, EmptyStringsTakeNoMoreThanTheFileAndTheCap) {
  GgufBuilder b;
  b.header(0, 2);
  add_strings(b, "a", 0);
  add_strings(b, "b", 0);
  EXPECT_LE(gguf_excess(b), kGgufCap);
}

// As many keys, strings and tensors as are allowed, each as expensive as it can be for its bytes:
// 16 characters are the fewest that std::string keeps on the heap.
TEST(Allocation, TheWorstFileTakesNoMoreThanItsSizeAndTheCap) {
  GgufBuilder b;
  constexpr int kKeys = 1 << 16, kTensors = 1 << 16;
  b.header(kTensors, kKeys);
  add_strings(b, "a", 16);
  add_strings(b, "b", 16);
  for (int i = 2; i < kKeys; ++i)
    b.key(fmt::format("key-of-16-ch-{:05}", i), kU8).put<std::uint8_t>(1);
  for (std::uint64_t i = 0; i < kTensors; ++i) {
    b.tensor(fmt::format("name-of-16-c-{:05}", i), {1}, kTypeF32, 32 * i);
  }
  b.pad_to(32).zeros(32 * kTensors);
  EXPECT_LE(gguf_excess(b), kGgufCap);
}

TEST(Allocation, DeclaredCountsAloneTakeNothing) {
  constexpr long kAlmostNothing = 64 << 10;
  EXPECT_LE(
      gguf_excess(GgufBuilder().header(0, 1).array_key("k", kU8, UINT64_MAX).zeros(64), false),
      kAlmostNothing);
  EXPECT_LE(
      gguf_excess(GgufBuilder().header(0, 1).array_key("k", kString, 1 << 20).zeros(64), false),
      kAlmostNothing);
  EXPECT_LE(gguf_excess(GgufBuilder().header(65536, 65536).zeros(64), false), kAlmostNothing);
  EXPECT_LE(gguf_excess(GgufBuilder().header(0, 1).put<std::uint64_t>(UINT64_MAX).zeros(64), false),
            kAlmostNothing);
}

long json_excess(const std::string& text) {
  const long peak = peak_allocation([&] { (void)parse_json(text); });
  return peak - static_cast<long>(text.size());
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  text.reserve(piece.size() * count + 2);
  text += '[';
  for (std::size_t i = 0; i < count; ++i) text.append(piece);
  text.back() = ']';
  return text;
}

TEST(Allocation, JsonTakesNoMoreThanTheTextAndTheCap) {
  constexpr std::size_t kMostValues = (1 << 20) - 2;
  EXPECT_LE(json_excess(repeated("0,", kMostValues)), kJsonCap);
  EXPECT_LE(json_excess(repeated("\"\",", kMostValues)), kJsonCap);
  EXPECT_LE(json_excess(repeated("\"sixteen letters.\",", kMostValues)), kJsonCap);
  EXPECT_LE(json_excess(repeated("[],", kMostValues / 2)), kJsonCap);
  EXPECT_LE(json_excess(repeated("{\"\":0},", kMostValues / 2)), kJsonCap);
  EXPECT_LE(json_excess('"' + std::string((16 << 20) - 1, 'x') + '"'), kJsonCap);
}

TEST(Allocation, OneJsonObjectOfAllValuesTakesNoMoreThanTheTextAndTheCap) {
  constexpr int kMostValues = (1 << 20) - 2;
  std::string text = "{";
  for (int i = 0; i < kMostValues; ++i)
    text += fmt::format("\"a key of 16 {:07}\":\"{:016}\",", i, i);
  text.back() = '}';
  EXPECT_LE(json_excess(text), kJsonCap);
}

TEST(Allocation, SafetensorsTakeNoMoreThanTheFileAndTheCap) {
  std::string header = "{";
  constexpr int kTensors = (1 << 20) / 8;  // an entry counts as seven values
  for (int i = 0; i < kTensors; ++i) {
    header += fmt::format(R"("tensor-{:09}":{{"dtype":"F16","shape":[1],"data_offsets":[{},{}]}},)",
                          i, 2 * i, 2 * i + 2);
  }
  header.back() = '}';
  const std::string file = safetensors_file(header, std::string(2 * kTensors, 'x'));
  const long peak = peak_allocation([&] {
    const auto model = SafetensorsModel::parse(std::as_bytes(std::span(file)), "large");
    EXPECT_TRUE(model.has_value()) << model.error().message;
  });
  EXPECT_LE(peak - static_cast<long>(file.size()), kJsonCap + 128 * kMiB);
}

template <class T>
bool is_out_of_memory(const Result<T>& result) {
  return !result && result.error().code == ErrorCode::kOutOfMemory;
}

TEST(RefusedAllocation, EachOneOfAGgufParseIsACleanError) {
  const GgufBuilder builder = small_valid_file();
  const auto bytes = builder.bytes();
  EXPECT_GT(
      refuse_each_allocation([&] { return is_out_of_memory(GgufFile::parse(bytes, "m.gguf")); }),
      20);
}

TEST(RefusedAllocation, EachOneOfOpeningAGgufFileIsACleanError) {
  const TempFolder folder;
  folder.write("small.gguf", small_valid_file().string());
  const auto path = folder.path() / "small.gguf";
  EXPECT_GT(refuse_each_allocation([&] { return is_out_of_memory(GgufFile::open(path)); }), 20);
}

TEST(RefusedAllocation, EachOneOfWidenedIntegersIsACleanError) {
  GgufMetadata m;
  m.set("k", GgufArray(std::vector<std::uint8_t>(100)));
  EXPECT_EQ(refuse_each_allocation([&] { return is_out_of_memory(m.integers("k")); }), 1);
}

TEST(RefusedAllocation, EachOneOfReadingJsonIsACleanError) {
  const TempFolder folder;
  folder.write("a.json", R"({"a":[1,2,{"b":"a string that is on the heap"}],"a":[null],"c":[[]]})");
  const auto path = folder.path() / "a.json";
  const auto read = [&] {
    Result<Json> json = read_json_file(path);
    if (!json) return json.error().code == ErrorCode::kOutOfMemory;
    dismantle(*json);
    return false;
  };
  EXPECT_GT(refuse_each_allocation(read), 10);
}

TEST(RefusedAllocation, EachOneOfOpeningSafetensorsIsACleanError) {
  const TempFolder folder;
  folder.write("model.safetensors.index.json", R"({"weight_map":{"x":"one.safetensors"}})");
  folder.write("one.safetensors",
               safetensors_file(R"({"x":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}})", "xx"));
  EXPECT_GT(refuse_each_allocation(
                [&] { return is_out_of_memory(SafetensorsModel::open(folder.path())); }),
            20);
}

TEST(RefusedAllocation, EachOneOfWritingAGgufFileIsACleanErrorAndLeavesNoFile) {
  const TempFolder folder;
  const auto path = folder.path() / "m.gguf";
  GgufMetadata metadata;
  metadata.set("general.architecture", std::string("llada"));
  const std::vector<GgufTensorPlan> plan{{"a", TensorType::kF32, {1, 1, 1, 1}, 1}};
  std::vector<std::vector<GgufTensorPlan>> copies(100, plan);  // made while memory lasts
  const auto write = [&]() -> Status {
    auto tensors = std::move(copies.back());
    copies.pop_back();
    LLADA_TRY(writer, GgufWriter::create(path, metadata, std::move(tensors)));
    LLADA_CHECK(writer.append(std::as_bytes(std::span("abcd", 4))));
    return writer.finish();
  };
  EXPECT_GT(refuse_each_allocation([&] {
              std::filesystem::remove(path);
              const Status written = write();
              return !written && written.error().code == ErrorCode::kOutOfMemory;
            }),
            10);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
}  // namespace llada
