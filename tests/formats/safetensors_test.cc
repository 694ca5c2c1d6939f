#include "formats/safetensors.h"

#include <gtest/gtest.h>

#include "formats/quant.h"
#include "support/safetensors_builder.h"
#include "support/temp_folder.h"
#include "support/test_data.h"

namespace llada {
namespace {

using test::safetensors_file;

std::span<const std::byte> as_bytes(const std::string& text) {
  return std::as_bytes(std::span(text));
}

Result<SafetensorsModel> parse(const std::string& file) {
  return SafetensorsModel::parse(as_bytes(file), "m.safetensors");
}

std::string error_of(const std::string& file) {
  const auto model = parse(file);
  return model ? "(accepted)" : model.error().message;
}

// One F32 tensor of 2 x 3 and one BF16 of 4, with metadata.
constexpr std::string_view kHeader = R"({"__metadata__":{"format":"pt"},)"
                                     R"("b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]},)"
                                     R"("a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}})";

std::string payload() {
  const float a[6] = {0, 1, 2, 3, 4, 5};
  const std::uint16_t b[4] = {0x3f80, 0x4000, 0x4040, 0x4080};  // 1 2 3 4
  std::string bytes(32, '\0');
  std::memcpy(bytes.data(), a, 24);
  std::memcpy(bytes.data() + 24, b, 8);
  return bytes;
}

TEST(Safetensors, TensorsComeOutWithTheFastestAxisFirst) {
  const std::string file = safetensors_file(kHeader, payload());
  const auto model = parse(file);
  ASSERT_TRUE(model.has_value()) << model.error().message;
  ASSERT_EQ(model->tensors().size(), 2u);
  const TensorView* a = model->tensor("a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->type, TensorType::kF32);
  EXPECT_EQ(a->rank, 2);
  EXPECT_EQ(a->dims, (std::array<std::uint64_t, 4>{3, 2, 1, 1}));
  std::vector<float> values(6);
  decode_blocks(a->type, a->data, values);
  EXPECT_EQ(values, (std::vector<float>{0, 1, 2, 3, 4, 5}));
  values.resize(4);
  decode_blocks(TensorType::kBF16, model->tensor("b")->data, values);
  EXPECT_EQ(values, (std::vector<float>{1, 2, 3, 4}));
  EXPECT_EQ(model->file_bytes(), file.size());
  EXPECT_EQ(model->tensor("c"), nullptr);
}

TEST(Safetensors, IntegersAreListedAsSkipped) {
  const auto file = safetensors_file(R"({"ids":{"dtype":"I64","shape":[],"data_offsets":[0,8]},)"
                                     R"("x":{"dtype":"F16","shape":[1],"data_offsets":[8,10]}})",
                                     "0123456789");
  const auto model = parse(file);
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_EQ(model->skipped(), std::vector<std::string>{"ids"});
  EXPECT_EQ(model->tensors().size(), 1u);
  EXPECT_EQ(model->tensor("ids"), nullptr);
}

TEST(Safetensors, AFileWithoutTensorsIsValid) {
  const auto file = safetensors_file("{}", "");
  EXPECT_TRUE(parse(file).has_value());
}

TEST(Safetensors, OtherFloatTypesAreUnsupportedAndNamed) {
  const auto file =
      safetensors_file(R"({"w":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}})", "x");
  const auto model = parse(file);
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(model.error().message.find("tensor w is of dtype F8_E4M3"), std::string::npos);
}

struct BadHeader {
  const char* name;
  std::string header;
  std::size_t payload_bytes;
  const char* says;

  friend void PrintTo(const BadHeader& bad, std::ostream* out) { *out << bad.name; }
};

std::string one(std::string_view members) { return fmt::format("{{\"w\":{{{}}}}}", members); }

std::vector<BadHeader> bad_headers() {
  return {
      {"NotJson", "{", 0, "not valid JSON"},
      {"NotAnObject", "[]", 0, "does not begin with '{'"},
      {"Empty", "", 0, "does not begin with '{'"},
      {"LeadingSpace", " {}", 0, "does not begin with '{'"},
      {"TooDeep", R"({"w":{"shape":[[[[1]]]]}})", 0, "nested deeper"},
      {"EntryNotAnObject", R"({"w":3})", 0, "is not an object"},
      {"EmptyName", R"({"":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4, "name is empty"},
      {"ControlCharacterInName", R"({"a\u001b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
       4, "not printable"},
      {"MetadataNotAnObject", R"({"__metadata__":1})", 0, "not an object of strings"},
      {"MetadataNotStrings", R"({"__metadata__":{"a":1}})", 0, "not an object of strings"},
      {"NoDtype", one(R"("shape":[1],"data_offsets":[0,4])"), 4, "has no dtype"},
      {"DtypeNotAString", one(R"("dtype":5,"shape":[1],"data_offsets":[0,4])"), 4, "has no dtype"},
      {"UnknownDtype", one(R"("dtype":"F33","shape":[1],"data_offsets":[0,4])"), 4, "of dtype F33"},
      {"NoShape", one(R"("dtype":"F32","data_offsets":[0,4])"), 4, "has no shape"},
      {"ShapeNotAnArray", one(R"("dtype":"F32","shape":1,"data_offsets":[0,4])"), 4,
       "has no shape"},
      {"FiveDimensions", one(R"("dtype":"F32","shape":[1,1,1,1,1],"data_offsets":[0,4])"), 4,
       "5 dimensions"},
      {"NegativeDimension", one(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"), 4,
       "shape[0]"},
      {"ZeroDimension", one(R"("dtype":"F32","shape":[4,0],"data_offsets":[0,0])"), 0, "shape[1]"},
      {"FractionalDimension", one(R"("dtype":"F32","shape":[1.5],"data_offsets":[0,6])"), 6,
       "shape[0]"},
      {"HugeDimension", one(R"("dtype":"F32","shape":[4294967296],"data_offsets":[0,4])"), 4,
       "shape[0]"},
      {"ElementCountWraps",
       one(R"("dtype":"F32","shape":[2147483648,2147483648,4],"data_offsets":[0,0])"), 0,
       "more elements"},
      {"ByteCountWraps",
       one(R"("dtype":"F32","shape":[2147483648,2147483648],"data_offsets":[0,0])"), 0, "2^64"},
      {"NoOffsets", one(R"("dtype":"F32","shape":[1])"), 4, "no data_offsets"},
      {"OneOffset", one(R"("dtype":"F32","shape":[1],"data_offsets":[4])"), 4, "no data_offsets"},
      {"NegativeOffset", one(R"("dtype":"F32","shape":[1],"data_offsets":[-4,0])"), 4,
       "no data_offsets"},
      {"OffsetsReversed", one(R"("dtype":"F32","shape":[1],"data_offsets":[4,0])"), 4,
       "not the 4 bytes"},
      {"OffsetsTooShort", one(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"), 4,
       "not the 8 bytes"},
      {"BeyondTheEnd", one(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])"), 4, "take 8 bytes"},
      {"TrailingBytes", one(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])"), 5, "file has 5"},
      {"Hole", one(R"("dtype":"F32","shape":[1],"data_offsets":[4,8])"), 8,
       "begins at payload byte 4"},
      {"Overlap",
       R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
       R"("b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
       12, "begins at payload byte 4"},
  };
}

class SafetensorsBadHeader : public testing::TestWithParam<BadHeader> {};

TEST_P(SafetensorsBadHeader, IsRefusedWithAMessageThatSaysWhy) {
  const BadHeader& bad = GetParam();
  const auto file = safetensors_file(bad.header, std::string(bad.payload_bytes, 'x'));
  EXPECT_NE(error_of(file).find(bad.says), std::string::npos) << error_of(file);
  EXPECT_EQ(error_of(file).rfind("m.safetensors: ", 0), 0u) << error_of(file);
}

INSTANTIATE_TEST_SUITE_P(All, SafetensorsBadHeader, testing::ValuesIn(bad_headers()),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Safetensors, AHeaderLengthBeyondTheFileOrTheLimitIsRefused) {
  for (const std::uint64_t length : {std::uint64_t{3}, std::uint64_t{1} << 40, UINT64_MAX}) {
    EXPECT_NE(error_of(safetensors_file("{}", "", length)).find("byte 0: a header of"),
              std::string::npos);
  }
  EXPECT_NE(error_of("1234567").find("before the header's length"), std::string::npos);
}

TEST(Safetensors, EveryTruncationIsAnError) {
  const std::string file = safetensors_file(kHeader, payload());
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(parse(file.substr(0, size)).has_value()) << size;
  }
}

TEST(Safetensors, EverySingleByteChangeGivesAnErrorOrTensorsInsideTheFile) {
  const std::string original = safetensors_file(kHeader, payload());
  for (std::size_t at = 0; at < original.size(); ++at) {
    for (int change = 1; change < 256; ++change) {
      std::string file = original;
      file[at] = static_cast<char>(file[at] ^ change);
      const auto model = parse(file);
      if (!model) continue;
      for (const TensorView& tensor : model->tensors()) {
        ASSERT_GE(tensor.data.data(), as_bytes(file).data());
        ASSERT_LE(tensor.data.data() + tensor.data.size(), as_bytes(file).data() + file.size());
        ASSERT_EQ(tensor.data.size(), bytes_of(tensor.type, tensor.elements()));
      }
    }
  }
}

// --- folders ---

TEST(SafetensorsGolden, ATrainedCheckpointReadsWithItsShapesAndValues) {
  const auto model = SafetensorsModel::open(test::data_path("llada-mini-math"));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_EQ(model->tensors().size(), 39u);
  const TensorView* embedding = model->tensor("model.transformer.wte.weight");
  ASSERT_NE(embedding, nullptr);
  EXPECT_EQ(embedding->dims, (std::array<std::uint64_t, 4>{256, 1024, 1, 1}));
  std::vector<float> first(2);
  decode_blocks(embedding->type, embedding->data.first(8), first);
  EXPECT_FLOAT_EQ(first[0], 0.17279209196567535f);
  EXPECT_FLOAT_EQ(first[1], 0.41080906987190247f);
}

constexpr std::string_view kHeaderX = R"({"x":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}})";
constexpr std::string_view kHeaderY = R"({"y":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}})";

void write_shards(const test::TempFolder& folder, std::string_view index) {
  folder.write("one.safetensors", safetensors_file(kHeaderX, "xx"));
  folder.write("two.safetensors", safetensors_file(kHeaderY, "yyyy"));
  folder.write("model.safetensors.index.json", index);
}

TEST(SafetensorsFolder, ReadsASingleFile) {
  const test::TempFolder folder;
  folder.write("model.safetensors", safetensors_file(kHeader, payload()));
  const auto model = SafetensorsModel::open(folder.path());
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_NE(model->tensor("a")->file, nullptr);
}

TEST(SafetensorsFolder, ReadsTheShardsThatTheIndexNames) {
  const test::TempFolder folder;
  write_shards(folder, R"({"weight_map":{"x":"one.safetensors","y":"two.safetensors"}})");
  const auto model = SafetensorsModel::open(folder.path());
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_EQ(model->tensors().size(), 2u);
  EXPECT_EQ(model->tensor("y")->file->path().filename(), "two.safetensors");
  EXPECT_EQ(model->file_bytes(), 8 + kHeaderX.size() + 2 + 8 + kHeaderY.size() + 4);
}

TEST(SafetensorsFolder, TensorsThatTheIndexDoesNotPlaceAreLeftOut) {
  const test::TempFolder folder;
  write_shards(folder, R"({"weight_map":{"y":"two.safetensors"}})");
  const auto model = SafetensorsModel::open(folder.path());
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_EQ(model->tensor("x"), nullptr);
}

TEST(SafetensorsFolder, ATensorThatIsNotWhereTheIndexPlacesItIsAnError) {
  const test::TempFolder folder;
  write_shards(folder, R"({"weight_map":{"x":"two.safetensors"}})");
  const auto model = SafetensorsModel::open(folder.path());
  ASSERT_FALSE(model.has_value());
  EXPECT_NE(model.error().message.find("tensor x is not in two.safetensors"), std::string::npos);
}

TEST(SafetensorsFolder, AMissingShardIsNotFoundAndNamed) {
  const test::TempFolder folder;
  write_shards(folder, R"({"weight_map":{"x":"three.safetensors"}})");
  const auto model = SafetensorsModel::open(folder.path());
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().code, ErrorCode::kNotFound);
  EXPECT_NE(model.error().message.find("three.safetensors"), std::string::npos);
}

TEST(SafetensorsFolder, FileNamesThatCouldLeaveTheFolderAreRefused) {
  for (const char* name : {"../one.safetensors", "/etc/one.safetensors", "a/one.safetensors",
                           "a\\\\one.safetensors", "C:one.safetensors", "..", ".safetensors", "",
                           "one.bin", "one.safetensors\\u0000", "\\u001b[2Jone.safetensors"}) {
    const test::TempFolder folder;
    write_shards(folder, fmt::format(R"({{"weight_map":{{"x":"{}"}}}})", name));
    const auto model = SafetensorsModel::open(folder.path());
    ASSERT_FALSE(model.has_value()) << name;
    EXPECT_NE(model.error().message.find("weight_map: entry 0"), std::string::npos)
        << model.error().message;
  }
}

TEST(SafetensorsFolder, AnIndexOfAnotherShapeIsRefused) {
  for (const char* index : {"[]", "{}", R"({"weight_map":[]})", R"({"weight_map":{"x":1}})", "",
                            "3", R"({"weight_map":{"":"one.safetensors"}})"}) {
    const test::TempFolder folder;
    write_shards(folder, index);
    const auto model = SafetensorsModel::open(folder.path());
    ASSERT_FALSE(model.has_value()) << index;
    EXPECT_EQ(model.error().code, ErrorCode::kFormat);
  }
}

TEST(SafetensorsFolder, AFolderWithoutACheckpointSaysWhatIsMissing) {
  const test::TempFolder folder;
  const auto model = SafetensorsModel::open(folder.path());
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().code, ErrorCode::kNotFound);
  EXPECT_NE(model.error().message.find("model.safetensors"), std::string::npos);
}

}  // namespace
}  // namespace llada
