// Crafted headers, each wrong in one way: refused with the right kind of error and a message that
// names what was found.
#include <gtest/gtest.h>

#include "formats/gguf.h"
#include "formats/gguf_samples.h"

namespace llada {
namespace {

using namespace test;

constexpr std::uint64_t kMax = UINT64_MAX;

struct BadHeader {
  const char* name;
  GgufBuilder file;
  const char* says;
  ErrorCode code = ErrorCode::kFormat;

  friend void PrintTo(const BadHeader& bad, std::ostream* out) { *out << bad.name; }
};

GgufBuilder b() { return {}; }
GgufBuilder keys(std::uint64_t count) { return b().header(0, count); }
GgufBuilder tensors(std::uint64_t count) { return b().header(count, 0); }

// One tensor in a file with 4 KiB of data.
GgufBuilder one_tensor(std::string_view name, const std::vector<std::uint64_t>& dims,
                       std::uint32_t type, std::uint64_t offset = 0) {
  return tensors(1).tensor(name, dims, type, offset).pad_to(32).zeros(4096);
}

GgufBuilder alignment(std::uint32_t value) {
  return keys(1).key("general.alignment", kU32).put(value).zeros(64);
}

std::vector<BadHeader> bad_marks() {
  return {
      {"EmptyFile", b(), "needs 4 bytes, but the file ends after 0"},
      {"OneByte", b().raw("G"), "needs 4 bytes"},
      {"MarkOnly", b().raw("GGUF"), "the version needs 4 bytes"},
      {"OlderFormat", b().raw("ggjt").zeros(64), "not a GGUF file"},
      {"LowerCaseMark", b().raw("gguf").zeros(64), "not a GGUF file"},
      {"ZipFile", b().raw("PK\x03\x04").zeros(64), "not a GGUF file: it begins with 0x04034b50"},
      {"Version0", b().header(0, 0, 0), "GGUF version 0", ErrorCode::kUnsupported},
      {"Version1", b().header(0, 0, 1), "GGUF version 1", ErrorCode::kUnsupported},
      {"Version4", b().header(0, 0, 4), "GGUF version 4", ErrorCode::kUnsupported},
      {"VersionMax", b().header(0, 0, ~0u), "GGUF version 4294967295", ErrorCode::kUnsupported},
      {"BigEndianVersion2", b().header(0, 0, 0x02000000), "big-endian", ErrorCode::kUnsupported},
      {"BigEndianVersion3", b().header(0, 0, 0x03000000), "big-endian", ErrorCode::kUnsupported},
      {"NoCounts", b().raw("GGUF").put<std::uint32_t>(3), "the number of tensors needs 8 bytes"},
      {"NoKeyCount", b().raw("GGUF").put<std::uint32_t>(3).put<std::uint64_t>(0),
       "the number of metadata keys needs 8 bytes"},
      {"TensorCountMax", tensors(kMax), "the number of tensors is 18446744073709551615; at most"},
      {"TensorCountNegative", tensors(1ull << 63), "at most 65536"},
      {"TensorCountOverTheLimit", tensors(65537), "65537; at most 65536"},
      {"TensorCountBeyondTheFile", tensors(100).zeros(200), "100, but only"},
      {"TensorCountBeyondTheFileAfterTheKeys",
       b().header(8, 1).key("k", kString).text(std::string(300, 'x')),
       "8, but only 0 bytes remain"},
      {"KeyCountMax", keys(kMax), "the number of metadata keys is 18446744073709551615"},
      {"KeyCountNegative", keys(1ull << 63), "at most 65536"},
      {"KeyCountOverTheLimit", keys(65537), "65537; at most 65536"},
      {"KeyCountBeyondTheFile", keys(100).zeros(200), "100, but only 200 bytes remain"},
  };
}

std::vector<BadHeader> bad_keys() {
  return {
      {"EmptyKey", keys(1).key("", kU8).zeros(64), "an empty metadata key"},
      {"KeyLengthMax", keys(1).put(kMax).zeros(64), "is 18446744073709551615 bytes long"},
      {"KeyLengthOverTheLimit", keys(1).key(std::string(65536, 'k'), kU8).zeros(64),
       "65536 bytes long; at most 65535"},
      {"KeyBeyondTheFile", keys(1).put<std::uint64_t>(64).zeros(63), "needs 64 bytes"},
      {"KeyWithNul", keys(1).key(std::string_view("a\0b", 3), kU8).zeros(64), "not printable"},
      {"KeyWithEscape", keys(1).key("a\x1b[2J", kU8).zeros(64), "not printable"},
      {"KeyNotAscii", keys(1).key("caf\xc3\xa9", kU8).zeros(64), "not printable"},
      {"KeyTwice", keys(2).key("k", kU8).put<std::uint8_t>(1).key("k", kU8).zeros(64),
       "metadata key k appears twice"},
      {"NoValueType", keys(1).text("kkkkkkkkkk"), "kkkkkkkkkk needs 4 bytes"},
      {"ValueType13", keys(1).key("k", 13).zeros(64), "k: a value of type 13"},
      {"ValueTypeMax", keys(1).key("k", ~0u).zeros(64), "k: a value of type 4294967295"},
      {"BoolOf2", keys(1).key("k", kBool).put<std::uint8_t>(2), "a bool of 2"},
      {"BoolOf255", keys(1).key("k", kBool).put<std::uint8_t>(255), "a bool of 255"},
      {"NumberBeyondTheFile", keys(1).key("k", kU64).zeros(7), "k needs 8 bytes"},
      {"StringLengthMax", keys(1).key("k", kString).put(kMax).zeros(64), "at most 16777216"},
      {"StringLengthOverTheLimit", keys(1).key("k", kString).put<std::uint64_t>((16 << 20) + 1),
       "16777217 bytes long"},
      {"StringBeyondTheFile", keys(1).key("k", kString).put<std::uint64_t>(65).zeros(64),
       "k needs 65 bytes"},
      {"ArrayOfArrays", keys(1).array_key("k", kArray, 1).zeros(64), "an array of type 9"},
      {"ArrayOfType13", keys(1).array_key("k", 13, 1).zeros(64), "an array of type 13"},
      {"ArrayOfTypeMax", keys(1).array_key("k", ~0u, 1).zeros(64), "an array of type 4294967295"},
      {"ArrayWithoutCount", keys(1).key("k", kArray).put<std::uint32_t>(kU8), "k needs 8 bytes"},
      {"ArrayCountMax", keys(1).array_key("k", kU8, kMax), "at most 4194304"},
      {"ArrayBytesWrap", keys(1).array_key("k", kU64, (1ull << 61) + 1).zeros(64),
       "at most 4194304"},
      {"ArrayOverTheLimit", keys(1).array_key("k", kU8, (4 << 20) + 1), "4194305; at most 4194304"},
      {"ArrayOfStringsOverTheLimit", keys(1).array_key("k", kString, (1 << 20) + 1),
       "1048577; at most 1048576"},
      {"ArrayBeyondTheFile", keys(1).array_key("k", kU32, 17).zeros(64), "17, but only 64"},
      {"ArrayOfStringsBeyondTheFile", keys(1).array_key("k", kString, 9).zeros(64),
       "9, but only 64"},
      {"ArrayStringLengthMax", keys(1).array_key("k", kString, 1).put(kMax), "at most 16777216"},
      {"ArrayStringBeyondTheFile",
       keys(1).array_key("k", kString, 2).text("a").put<std::uint64_t>(9), "k needs 9 bytes"},
      {"ArrayBoolOf2", keys(1).array_key("k", kBool, 2).put<std::uint8_t>(1).put<std::uint8_t>(2),
       "a bool of 2"},
      {"Alignment0", alignment(0), "general.alignment is 0"},
      {"Alignment4", alignment(4), "general.alignment is 4"},
      {"Alignment48", alignment(48), "general.alignment is 48"},
      {"Alignment128KiB", alignment(131072), "general.alignment is 131072"},
      {"Alignment2To31", alignment(1u << 31), "general.alignment is 2147483648"},
      {"AlignmentOfAnotherType", keys(1).key("general.alignment", kU64).put<std::uint64_t>(32),
       "not a u32"},
      {"AlignmentAString", keys(1).key("general.alignment", kString).text("32"), "not a u32"},
  };
}

std::vector<BadHeader> bad_tensors() {
  constexpr std::uint64_t k2To31 = 1ull << 31;
  return {
      {"TensorNameEmpty", one_tensor("", {1}, kTypeF32), "a tensor without a name"},
      {"TensorNameOf64", one_tensor(std::string(64, 'n'), {1}, kTypeF32), "64 bytes long"},
      {"TensorNameLengthMax", tensors(1).put(kMax).zeros(64), "at most 63"},
      {"TensorNameWithNul", one_tensor(std::string_view("a\0", 2), {1}, kTypeF32), "not printable"},
      {"TensorTwice",
       tensors(2).tensor("t", {1}, kTypeF32, 0).tensor("t", {1}, kTypeF32, 32).zeros(99),
       "tensor t appears twice"},
      {"Rank0", one_tensor("t", {}, kTypeF32), "tensor t has 0 dimensions"},
      {"Rank5", one_tensor("t", {1, 1, 1, 1, 1}, kTypeF32), "tensor t has 5 dimensions"},
      {"RankMax", tensors(1).text("t").put(~0u).zeros(64), "4294967295 dimensions"},
      {"Dimension0", one_tensor("t", {32, 0}, kTypeF32), "dimension 1 is 0"},
      {"DimensionOverTheLimit", one_tensor("t", {k2To31 + 1}, kTypeF32),
       "dimension 0 is 2147483649"},
      {"DimensionNegative", one_tensor("t", {kMax}, kTypeF32),
       "dimension 0 is 18446744073709551615"},
      {"DimensionsBeyondTheFile",
       tensors(1).text("tttttttttttttttttt").put<std::uint32_t>(4).put<std::uint64_t>(1),
       "needs 8 bytes"},
      {"ElementsWrap", one_tensor("t", {k2To31, k2To31, k2To31}, kTypeF32), "beyond 64 bits"},
      {"ElementsBeyond63Bits", one_tensor("t", {k2To31, k2To31, 2}, kTypeF16), "beyond 64 bits"},
      {"BytesWrapToZero", one_tensor("t", {k2To31, k2To31}, kTypeF32), "beyond 64 bits"},
      {"DeadType4", one_tensor("t", {32}, 4), "there is no type 4"},
      {"DeadType5", one_tensor("t", {32}, 5), "there is no type 5"},
      {"DeadType31", one_tensor("t", {32}, 31), "there is no type 31"},
      {"DeadType38", one_tensor("t", {32}, 38), "there is no type 38"},
      {"Type43", one_tensor("t", {32}, 43), "there is no type 43"},
      {"TypeMax", one_tensor("t", {32}, ~0u), "there is no type 4294967295"},
      {"TypeNotDecodedIq2", one_tensor("t", {256}, 16), "tensor t is of type iq2_xxs",
       ErrorCode::kUnsupported},
      {"TypeNotDecodedQ8K", one_tensor("t", {256}, 15), "tensor t is of type q8_k",
       ErrorCode::kUnsupported},
      {"TypeNotDecodedI32", one_tensor("t", {32}, 26), "tensor t is of type i32",
       ErrorCode::kUnsupported},
      {"RowOf31InBlocksOf32", one_tensor("t", {31, 32}, kTypeQ4_0), "needs a multiple of 32"},
      {"RowOf128InBlocksOf256", one_tensor("t", {128, 2}, kTypeQ4_K), "needs a multiple of 256"},
      {"OffsetNotAligned", one_tensor("t", {1}, kTypeF32, 8), "offset 8 is not a multiple"},
      {"OffsetBeyondTheFile", one_tensor("t", {1}, kTypeF32, 8192), "beyond the end"},
      {"OffsetMax", one_tensor("t", {1}, kTypeF32, kMax - 31), "beyond the end"},
      {"OffsetWrapsBackInside", one_tensor("t", {64}, kTypeF32, kMax - 31), "beyond the end"},
      {"DataOneByteShort", tensors(1).tensor("t", {32}, kTypeF32, 0).pad_to(32).zeros(127),
       "beyond the end"},
      {"NoData", tensors(1).tensor("t", {32}, kTypeF32, 0).pad_to(32), "a data section of 0 bytes"},
      {"NoPadding", tensors(1).tensor("tt", {1}, kTypeF32, 0), "a data section of 0 bytes"},
      {"SameData",
       tensors(2).tensor("a", {8}, kTypeF32, 0).tensor("b", {8}, kTypeF32, 0).pad_to(32).zeros(99),
       "overlap"},
      {"DataOverlapsInPart",
       tensors(2).tensor("a", {9}, kTypeF32, 0).tensor("b", {8}, kTypeF32, 32).pad_to(32).zeros(99),
       "tensors a and b overlap"},
      {"DataInsideOther",
       tensors(2)
           .tensor("b", {8}, kTypeF32, 32)
           .tensor("a", {32}, kTypeF32, 0)
           .pad_to(32)
           .zeros(256),
       "tensors a and b overlap"},
      {"ShardOfThree",
       keys(2)
           .key("split.no", kU16)
           .put<std::uint16_t>(0)
           .key("split.count", kU16)
           .put<std::uint16_t>(3),
       "part 1 of 3"},
      {"SplitCountAString", keys(1).key("split.count", kString).text("3"),
       "split.count is of type"},
      {"SplitTensorsCountWrong", keys(1).key("split.tensors.count", kI32).put<std::int32_t>(7),
       "split.tensors.count is 7"},
  };
}

class GgufBadHeader : public testing::TestWithParam<BadHeader> {};

TEST_P(GgufBadHeader, IsRefusedWithAMessageThatSaysWhy) {
  const BadHeader& bad = GetParam();
  const auto file = GgufFile::parse(bad.file.bytes(), "bad.gguf");
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, bad.code);
  EXPECT_NE(file.error().message.find(bad.says), std::string::npos) << file.error().message;
  EXPECT_EQ(file.error().message.rfind("bad.gguf: ", 0), 0u) << file.error().message;
}

const auto kNameOf = [](const auto& tested) { return std::string(tested.param.name); };
INSTANTIATE_TEST_SUITE_P(Marks, GgufBadHeader, testing::ValuesIn(bad_marks()), kNameOf);
INSTANTIATE_TEST_SUITE_P(Keys, GgufBadHeader, testing::ValuesIn(bad_keys()), kNameOf);
INSTANTIATE_TEST_SUITE_P(Tensors, GgufBadHeader, testing::ValuesIn(bad_tensors()), kNameOf);

TEST(GgufHeader, ErrorsOfFieldsNameTheirByteOffset) {
  const auto file = GgufFile::parse(keys(1).key("k", 13).zeros(8).bytes(), "bad.gguf");
  ASSERT_FALSE(file.has_value());
  EXPECT_NE(file.error().message.find("byte 33: "), std::string::npos) << file.error().message;
}

TEST(GgufHeader, ManyLargeArraysOfStringsAreRefusedTogether) {
  constexpr std::uint64_t kMostOfOne = 1 << 20;
  GgufBuilder builder = keys(3);
  builder.array_key("a", kString, kMostOfOne).zeros(8 * kMostOfOne);
  builder.array_key("b", kString, kMostOfOne).zeros(8 * kMostOfOne);
  builder.array_key("c", kString, 1).zeros(8);
  const auto file = GgufFile::parse(builder.bytes(), "bad.gguf");
  ASSERT_FALSE(file.has_value());
  EXPECT_NE(file.error().message.find("c: 2097153 strings"), std::string::npos);
}

TEST(GgufHeader, OddButWellFormedFilesAreAccepted) {
  const GgufBuilder accepted[] = {
      b().header(0, 0, 2),
      b().header(0, 0, 3),
      one_tensor("t", {32}, kTypeF32),
      one_tensor("t", {32}, kTypeF32, 64),  // a gap before the data
      one_tensor("t", {1, 1, 1, 4}, kTypeF32),
      one_tensor(std::string(63, 'n'), {1}, kTypeF32),
      keys(1).key(std::string(65535, 'k'), kU8).zeros(1),
      alignment(8),
      alignment(65536),
      // In another order than the table's.
      tensors(2).tensor("b", {8}, kTypeF32, 32).tensor("a", {8}, kTypeF32, 0).pad_to(32).zeros(64),
      // The last tensor's padding may be missing.
      tensors(1).tensor("t", {1}, kTypeF32, 0).pad_to(32).zeros(4),
  };
  for (const GgufBuilder& builder : accepted) {
    const auto file = GgufFile::parse(builder.bytes(), "odd.gguf");
    EXPECT_TRUE(file.has_value()) << file.error().message;
  }
}

TEST(GgufHeader, TheSmallValidFileOfTheseTestsIsValid) {
  const GgufBuilder builder = small_valid_file();
  const auto file = GgufFile::parse(builder.bytes(), "small.gguf");
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->metadata().integer("a.i8").value(), -8);
  EXPECT_EQ(file->metadata().strings("a.strings").value()->at(2), "three");
  EXPECT_EQ(file->tensor("experts")->rank, 3);
  EXPECT_GT(exercise(*file), 0.0);
}

}  // namespace
}  // namespace llada
