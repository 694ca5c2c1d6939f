// Models in several files.
#include <gtest/gtest.h>

#include "formats/gguf.h"
#include "support/gguf_builder.h"
#include "support/temp_folder.h"

namespace llada {
namespace {

using namespace test;

struct Shard {
  int number = 0;  // split.no, from 0
  int count = 2;
  std::string tensor = "t";
  int tensors_in_all = 2;
};

std::string shard_file(const Shard& shard) {
  GgufBuilder b;
  b.header(1, 4).key("shard", kI32).put<std::int32_t>(shard.number);
  b.key("split.no", kU16).put(static_cast<std::uint16_t>(shard.number));
  b.key("split.count", kU16).put(static_cast<std::uint16_t>(shard.count));
  b.key("split.tensors.count", kI32).put<std::int32_t>(shard.tensors_in_all);
  b.tensor(shard.tensor, {2}, kTypeF32, 0).pad_to(32);
  b.put(static_cast<float>(shard.number)).put(0.5f);
  return b.string();
}

std::string error_of(const std::filesystem::path& path) {
  const auto file = GgufFile::open(path);
  return file ? "(accepted)" : file.error().message;
}

class GgufSplit : public testing::Test {
 protected:
  void write(const std::string& name, const Shard& shard) const {
    folder_.write(name, shard_file(shard));
  }
  [[nodiscard]] std::filesystem::path first() const {
    return folder_.path() / "m-00001-of-00002.gguf";
  }
  void write_pair(const Shard& a, const Shard& b) const {
    write("m-00001-of-00002.gguf", a);
    write("m-00002-of-00002.gguf", b);
  }

  TempFolder folder_;
};

TEST_F(GgufSplit, TheFirstShardOpensTheWholeModel) {
  write_pair({.number = 0, .tensor = "a"}, {.number = 1, .tensor = "b"});
  const auto model = GgufFile::open(first());
  ASSERT_TRUE(model.has_value()) << model.error().message;
  ASSERT_EQ(model->tensors().size(), 2u);
  EXPECT_EQ(model->metadata().integer("shard").value(), 0);
  float value = 0;
  std::memcpy(&value, model->tensor("b")->data.data(), sizeof value);
  EXPECT_EQ(value, 1.0f);
  EXPECT_EQ(model->tensor("b")->file->path().filename(), "m-00002-of-00002.gguf");
  EXPECT_NE(model->tensor("a")->file, model->tensor("b")->file);
  EXPECT_EQ(model->file_bytes(), 2 * std::filesystem::file_size(first()));
}

TEST_F(GgufSplit, AnotherShardIsAnErrorThatNamesTheFirst) {
  write_pair({.number = 0, .tensor = "a"}, {.number = 1, .tensor = "b"});
  const auto model = GgufFile::open(folder_.path() / "m-00002-of-00002.gguf");
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().code, ErrorCode::kUsage);
  EXPECT_NE(model.error().message.find("m-00001-of-00002.gguf"), std::string::npos);
}

TEST_F(GgufSplit, AMissingShardIsNotFoundAndNamed) {
  write("m-00001-of-00002.gguf", {.number = 0});
  const auto model = GgufFile::open(first());
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().code, ErrorCode::kNotFound);
  EXPECT_NE(model.error().message.find("m-00002-of-00002.gguf"), std::string::npos);
}

TEST_F(GgufSplit, ATensorInTwoShardsIsRefused) {
  write_pair({.number = 0, .tensor = "a"}, {.number = 1, .tensor = "a"});
  EXPECT_NE(error_of(first()).find("tensor a is in an earlier file"), std::string::npos);
}

TEST_F(GgufSplit, ShardsInTheWrongOrderAreRefused) {
  write_pair({.number = 1, .tensor = "b"}, {.number = 0, .tensor = "a"});
  EXPECT_NE(error_of(first()).find("says it is part 2 of 2"), std::string::npos);
}

TEST_F(GgufSplit, AShardOfAnotherSetIsRefused) {
  write_pair({.number = 0, .tensor = "a"}, {.number = 1, .count = 3, .tensor = "b"});
  EXPECT_NE(error_of(first()).find("says it is part 2 of 3"), std::string::npos);
}

TEST_F(GgufSplit, AMissingTensorIsNoticedByTheCount) {
  write_pair({.number = 0, .tensor = "a", .tensors_in_all = 3}, {.number = 1, .tensor = "b"});
  EXPECT_NE(error_of(first()).find("hold 2 tensors, but split.tensors.count is 3"),
            std::string::npos);
}

TEST_F(GgufSplit, ARenamedShardIsRefused) {
  write("model.gguf", {.number = 0});
  EXPECT_NE(error_of(folder_.path() / "model.gguf").find("says it is part 1 of 2"),
            std::string::npos);
}

TEST_F(GgufSplit, ASingleFileMayBearAShardsName) {
  folder_.write("m-00001-of-00001.gguf", GgufBuilder().header(0, 0).string());
  EXPECT_TRUE(GgufFile::open(folder_.path() / "m-00001-of-00001.gguf").has_value());
}

TEST_F(GgufSplit, NamesThatOnlyLookLikeShardsAreSingleFiles) {
  for (const char* name :
       {"m-0001-of-0002.gguf", "m-00001-of-0000x.gguf", "m-00003-of-00002.gguf",
        "m-00000-of-00002.gguf", "-00001-of-00002.gguf", "m-+0001-of-00002.gguf"}) {
    folder_.write(name, GgufBuilder().header(0, 0).string());
    EXPECT_EQ(error_of(folder_.path() / name), "(accepted)") << name;
  }
}

TEST_F(GgufSplit, ASetOfTooManyFilesIsRefusedBeforeAnyIsOpened) {
  EXPECT_NE(error_of(folder_.path() / "m-00001-of-99999.gguf").find("at most 4096"),
            std::string::npos);
}

TEST_F(GgufSplit, EveryTruncationOfTheSecondShardIsAnError) {
  write_pair({.number = 0, .tensor = "a"}, {.number = 1, .tensor = "b"});
  const std::string second = shard_file({.number = 1, .tensor = "b"});
  for (std::size_t size = 0; size < second.size(); ++size) {
    folder_.write("m-00002-of-00002.gguf", second.substr(0, size));
    EXPECT_FALSE(GgufFile::open(first()).has_value()) << size;
  }
}

}  // namespace
}  // namespace llada
