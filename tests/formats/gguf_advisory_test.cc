// One test for each published defect of GGUF readers, named after it: the file that broke them is
// an error here (or harmless). What a defect did elsewhere stands above its test.
#include <gtest/gtest.h>

#include "formats/gguf.h"
#include "formats/gguf_samples.h"
#include "support/guarded_memory.h"

namespace llada {
namespace {

using namespace test;

Result<GgufFile> parse(const GgufBuilder& builder) {
  return GgufFile::parse(builder.bytes(), "advisory.gguf");
}

void expect_refused(const GgufBuilder& builder, std::string_view says) {
  const auto file = parse(builder);
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::kFormat);
  EXPECT_NE(file.error().message.find(says), std::string::npos) << file.error().message;
}

GgufBuilder with_tensor(const std::vector<std::uint64_t>& dims, std::uint32_t type,
                        std::uint64_t offset, std::size_t data_bytes) {
  return GgufBuilder().header(1, 0).tensor("t", dims, type, offset).pad_to(32).zeros(data_bytes);
}

void expect_every_truncation_refused(const GgufBuilder& builder) {
  const auto bytes = builder.bytes();
  GuardedMemory memory(bytes.size());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(GgufFile::parse(memory.place(bytes.first(size)), "cut.gguf").has_value()) << size;
  }
}

// The product of a tensor's dimensions wrapped: a small buffer for a large tensor.
TEST(GgufAdvisory, CVE_2024_21802_ProductOfDimensionsWraps) {
  expect_refused(with_tensor({1u << 31, 1u << 31, 4, 1}, kTypeF32, 0, 4096), "beyond 64 bits");
}

// Array count times element size wrapped.
TEST(GgufAdvisory, CVE_2024_21825_ArraySizeWraps) {
  expect_refused(GgufBuilder().header(0, 1).array_key("k", kU64, (1ull << 61) + 2).zeros(64),
                 "k is");
  expect_refused(GgufBuilder().header(0, 1).array_key("k", kString, (1ull << 60) + 1).zeros(64),
                 "k is");
}

// Tensor count times entry size wrapped.
TEST(GgufAdvisory, CVE_2024_21836_TensorCountWraps) {
  expect_refused(GgufBuilder().header((1ull << 63) / 16 + 1, 0).zeros(4096),
                 "the number of tensors");
}

// String length + 1 wrapped to zero.
TEST(GgufAdvisory, CVE_2024_23496_StringLengthWraps) {
  expect_refused(GgufBuilder().header(0, 1).put(UINT64_MAX).zeros(64), "a metadata key");
  expect_refused(GgufBuilder().header(0, 1).key("k", kString).put(UINT64_MAX).zeros(64), "k is");
}

// Key count times entry size wrapped.
TEST(GgufAdvisory, CVE_2024_23605_KeyCountWraps) {
  expect_refused(GgufBuilder().header(0, (1ull << 63) / 24 + 1).zeros(4096), "metadata keys");
}

// A short read left a value uninitialised, which was then freed.
TEST(GgufAdvisory, CVE_2024_32878_ShortReadInTheMiddleOfAValue) {
  expect_every_truncation_refused(small_valid_file());
}

// A file cut inside the tensor table left null pointers behind.
TEST(GgufAdvisory, CVE_2024_41130_FileCutInsideTheTensorTable) {
  expect_every_truncation_refused(with_tensor({32, 2}, kTypeQ4_0, 0, 36));
}

// The running sum of padded tensor sizes wrapped.
TEST(GgufAdvisory, CVE_2025_53630_SumOfTensorSizesWraps) {
  GgufBuilder builder;
  builder.header(3, 0);
  constexpr std::uint64_t kHalf = 1ull << 31;
  builder.tensor("a", {kHalf, kHalf / 2}, kTypeF32, 0);           // 2^63 bytes
  builder.tensor("b", {kHalf, kHalf / 2}, kTypeF32, 1ull << 63);  // sum: 2^64, that is 0
  builder.tensor("c", {8}, kTypeF32, 0).pad_to(32).zeros(4096);
  expect_refused(builder, "beyond the end");
}

// Tensor overhead plus data size wrapped: a small allocation, a large read.
TEST(GgufAdvisory, CVE_2026_27940_OverheadPlusDataSizeWraps) {
  expect_refused(with_tensor({1u << 31, (1u << 31) - 1}, kTypeF32, 0, 4096), "beyond the end");
}

// A dimension of 2^42+1 made the byte size wrap.
TEST(GgufAdvisory, CVE_2026_33298_TensorByteSizeWraps) {
  expect_refused(with_tensor({(1ull << 42) + 1}, kTypeF32, 0, 4096),
                 "dimension 0 is 4398046511105");
  expect_refused(with_tensor({32, (1ull << 42) + 1}, kTypeQ4_0, 0, 4096), "dimension 1");
}

// A token longer than 2 GiB: its length became negative as an int32.
TEST(GgufAdvisory, CVE_2025_49847_TokenLongerThan2GiB) {
  for (const std::uint64_t length : {(1ull << 31) + 1, 1ull << 32, (1ull << 32) + 3}) {
    expect_refused(GgufBuilder()
                       .header(0, 1)
                       .array_key("tokenizer.ggml.tokens", kString, 1)
                       .put(length)
                       .zeros(64),
                   "bytes long; at most 16777216");
  }
}

// More tokens than an int counts.
TEST(GgufAdvisory, CVE_2025_52566_MoreTokensThanAnIntCounts) {
  for (const std::uint64_t count : {1ull << 31, (1ull << 32) - 1, (1ull << 32) + 1}) {
    expect_refused(
        GgufBuilder().header(0, 1).array_key("tokenizer.ggml.tokens", kString, count).zeros(64),
        "at most 1048576");
  }
}

// Ollama: a tensor's extent was not held against the file; reads beyond it leaked the heap.
TEST(GgufAdvisory, CVE_2026_7482_TensorExtentBeyondTheFile) {
  expect_refused(with_tensor({1024}, kTypeF32, 0, 4095), "beyond the end");
  expect_refused(with_tensor({1}, kTypeF32, 1ull << 40, 4096), "beyond the end");
  expect_refused(with_tensor({1024}, kTypeF32, UINT64_MAX - 31, 4096), "beyond the end");
}

// MLX: a tensor type without a decoder was a null pointer.
TEST(GgufAdvisory, CVE_2025_62609_TensorTypeWithoutADecoder) {
  for (const std::uint32_t type : {9u, 15u, 16u, 24u, 29u, 34u, 40u, 42u}) {
    const auto file = parse(with_tensor({256}, type, 0, 4096));
    ASSERT_FALSE(file.has_value()) << type;
    EXPECT_EQ(file.error().code, ErrorCode::kUnsupported);
    EXPECT_NE(file.error().message.find("tensor t is of type"), std::string::npos);
  }
  for (const std::uint32_t type : {4u, 5u, 31u, 36u, 43u, 255u, 256u, 0xffffffffu}) {
    expect_refused(with_tensor({256}, type, 0, 4096), "there is no type");
  }
}

// gguf-tools: more dimensions than the array that holds them.
TEST(GgufAdvisory, GgufTools28_MoreThanEightDimensions) {
  expect_refused(with_tensor(std::vector<std::uint64_t>(9, 1), kTypeF32, 0, 4096), "9 dimensions");
}

// gguf-tools: alignment 0 was a division by zero.
TEST(GgufAdvisory, GgufTools33_AlignmentZero) {
  expect_refused(GgufBuilder().header(0, 1).key("general.alignment", kU32).put<std::uint32_t>(0),
                 "general.alignment is 0");
}

// 4 x (2^30-1) x (2^30+1) f32 take 2^64-16 bytes, which padded to 0.
TEST(GgufAdvisory, Llama26978_SizePadsToZero) {
  expect_refused(with_tensor({4, (1u << 30) - 1, (1u << 30) + 1}, kTypeF32, 0, 4096),
                 "18446744073709551600 bytes");
}

// An array of u8 where i32 or f32 was expected: read four times too far.
TEST(GgufAdvisory, Llama26690_ByteArrayWhereIntegersOrFloatsAreExpected) {
  GgufBuilder builder;
  builder.header(0, 2);
  builder.array_key("tokenizer.ggml.token_type", kU8, 4).raw("\x01\x02\x03\x04");
  builder.array_key("tokenizer.ggml.scores", kU8, 4).raw("\x01\x02\x03\x04");
  const auto file = parse(builder);
  ASSERT_TRUE(file.has_value()) << file.error().message;
  // Widened one by one, never reinterpreted.
  EXPECT_EQ(file->metadata().integers("tokenizer.ggml.token_type").value(),
            (std::vector<std::int64_t>{1, 2, 3, 4}));
  EXPECT_EQ(file->metadata().strings("tokenizer.ggml.scores").error().code, ErrorCode::kFormat);
  EXPECT_EQ(file->metadata().real("tokenizer.ggml.scores").error().code, ErrorCode::kFormat);
}

// Rounding up to an alignment of 2^31 overflowed 32 bits.
TEST(GgufAdvisory, Llama24997_AlignmentOf2To31) {
  expect_refused(
      GgufBuilder().header(0, 1).key("general.alignment", kU32).put<std::uint32_t>(1u << 31),
      "general.alignment is 2147483648");
}

// Byte tokens that are not bytes. Here a token is text and stays as it is; what it means is decided
// where the tokenizer is built.
TEST(GgufAdvisory, Llama25969_ByteTokensThatAreNotBytesStayText) {
  GgufBuilder builder;
  builder.header(0, 1).array_key("tokenizer.ggml.tokens", kString, 3);
  builder.text("<0x-1>").text("<0xZZ>").text("<0x");
  const auto file = parse(builder);
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(*file->metadata().strings("tokenizer.ggml.tokens").value(),
            (std::vector<std::string>{"<0x-1>", "<0xZZ>", "<0x"}));
}

// 43 bytes that declare an array of 2^63 elements: gguf-py looped over them.
TEST(GgufAdvisory, GgufPy27188_TinyFileWithAnArrayOf2To63) {
  const GgufBuilder builder =
      GgufBuilder().header(0, 1).array_key("abc", kU8, 1ull << 63).raw("xxxx").zeros(0);
  ASSERT_LT(builder.bytes().size(), 60u);
  expect_refused(builder, "at most 4194304");
  expect_refused(GgufBuilder().header(0, 1).array_key("abc", kString, 1ull << 63), "at most");
}

// ik_llama: the tensor's region was smaller than its type needs.
TEST(GgufAdvisory, IkLlama2437_RegionSmallerThanTheTypeNeeds) {
  GgufBuilder builder;
  builder.header(2, 0).tensor("a", {32, 8}, kTypeQ8_0, 0);  // 272 bytes
  builder.tensor("b", {8}, kTypeF32, 256).pad_to(32).zeros(4096);
  expect_refused(builder, "tensors a and b overlap");
}

}  // namespace
}  // namespace llada
