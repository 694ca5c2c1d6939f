#include "formats/gguf_writer.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sys/resource.h>

#include <csignal>

#include "support/temp_folder.h"
#include "support/test_data.h"

namespace llada {
namespace {

std::vector<std::byte> pattern(std::size_t size, std::uint8_t seed) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 7 + seed);
  return bytes;
}

std::size_t files_in(const test::TempFolder& folder) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator(folder.path()), {}));
}

GgufTensorPlan plan(std::string name, TensorType type, std::vector<std::uint64_t> dims) {
  GgufTensorPlan tensor{std::move(name), type, {1, 1, 1, 1}, static_cast<int>(dims.size())};
  std::ranges::copy(dims, tensor.dims.begin());
  return tensor;
}

Status write_file(const std::filesystem::path& path, const GgufMetadata& metadata,
                  const std::vector<GgufTensorPlan>& tensors) {
  LLADA_TRY(writer, GgufWriter::create(path, metadata, tensors));
  std::uint8_t seed = 0;
  for (const GgufTensorPlan& tensor : tensors) {
    std::uint64_t elements = 1;
    for (const auto dim : tensor.dims) elements *= dim;
    LLADA_CHECK(writer.append(pattern(*bytes_of(tensor.type, elements), seed++)));
  }
  return writer.finish();
}

TEST(GgufWriter, AFileReadsBackAsItWasWritten) {
  const test::TempFolder folder;
  const auto path = folder.path() / "m.gguf";
  GgufMetadata metadata;
  metadata.set("general.architecture", std::string("llada"));
  metadata.set("flags", GgufArray(std::vector<bool>{true, false, true}));
  metadata.set("tokens", GgufArray(std::vector<std::string>{"a", "", std::string("\0\xff", 2)}));
  const std::vector<GgufTensorPlan> tensors{plan("a", TensorType::kF32, {3}),
                                            plan("b", TensorType::kQ4_0, {32, 2}),
                                            plan("c", TensorType::kQ6_K, {256, 1, 2, 3})};
  const Status written = write_file(path, metadata, tensors);
  ASSERT_TRUE(written.has_value()) << written.error().message;
  const auto file = GgufFile::open(path);
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->metadata().all(), metadata.all());
  ASSERT_EQ(file->tensors().size(), 3u);
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const TensorView& view = file->tensors()[i];
    EXPECT_EQ(view.name, tensors[i].name);
    EXPECT_EQ(view.type, tensors[i].type);
    EXPECT_EQ(view.dims, tensors[i].dims);
    EXPECT_EQ(view.rank, tensors[i].rank);
    const auto expected = pattern(view.data.size(), static_cast<std::uint8_t>(i));
    EXPECT_TRUE(std::ranges::equal(view.data, expected)) << view.name;
  }
  EXPECT_EQ(files_in(folder), 1u);
}

TEST(GgufWriter, TensorsAndSectionsAreAlignedAsTheMetadataAsks) {
  const test::TempFolder folder;
  const auto path = folder.path() / "m.gguf";
  GgufMetadata metadata;
  metadata.set("general.alignment", std::uint32_t{4096});
  ASSERT_TRUE(write_file(path, metadata,
                         {plan("a", TensorType::kF32, {1}), plan("b", TensorType::kF32, {1})}));
  const auto file = GgufFile::open(path);
  ASSERT_TRUE(file.has_value()) << file.error().message;
  for (const TensorView& tensor : file->tensors()) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.data.data()) % 4096, 0u);
  }
  EXPECT_EQ(file->file_bytes(), 3u * 4096u);
}

TEST(GgufWriter, DataMayComeInPieces) {
  const test::TempFolder folder;
  const auto path = folder.path() / "m.gguf";
  auto writer = GgufWriter::create(
      path, {}, {plan("a", TensorType::kF32, {16}), plan("b", TensorType::kF32, {2})});
  ASSERT_TRUE(writer.has_value());
  const auto data = pattern(72, 0);
  for (const std::size_t at : {0u, 8u, 16u, 24u, 32u, 40u, 48u, 56u, 64u}) {
    ASSERT_TRUE(writer->append(std::span(data).subspan(at, 8)));
  }
  ASSERT_TRUE(writer->finish());
  const auto file = GgufFile::open(path);
  ASSERT_TRUE(file.has_value());
  EXPECT_TRUE(std::ranges::equal(file->tensor("b")->data, std::span(data).subspan(64)));
}

TEST(GgufWriter, NothingAppearsUnlessFinished) {
  const test::TempFolder folder;
  {
    auto writer =
        GgufWriter::create(folder.path() / "m.gguf", {}, {plan("a", TensorType::kF32, {1})});
    ASSERT_TRUE(writer.has_value());
    const Status early = writer->finish();
    ASSERT_FALSE(early.has_value());
    EXPECT_EQ(early.error().code, ErrorCode::kInternal);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "m.gguf"));
  }
  EXPECT_EQ(files_in(folder), 0u);
}

TEST(GgufWriter, AnOlderFileStaysUntilTheNewOneIsComplete) {
  const test::TempFolder folder;
  folder.write("m.gguf", "old");
  const auto path = folder.path() / "m.gguf";
  auto writer = GgufWriter::create(path, {}, {plan("a", TensorType::kF32, {1})});
  EXPECT_EQ(test::read_text(path), "old");
  ASSERT_TRUE(writer->append(pattern(4, 0)));
  ASSERT_TRUE(writer->finish());
  EXPECT_TRUE(GgufFile::open(path).has_value());
}

TEST(GgufWriter, MoreDataThanPlannedIsAnError) {
  const test::TempFolder folder;
  auto writer =
      GgufWriter::create(folder.path() / "m.gguf", {}, {plan("a", TensorType::kF32, {2})});
  EXPECT_EQ(writer->append(pattern(9, 0)).error().code, ErrorCode::kInternal);
  ASSERT_TRUE(writer->append(pattern(8, 0)));
  EXPECT_EQ(writer->append(pattern(1, 0)).error().code, ErrorCode::kInternal);
  ASSERT_TRUE(writer->finish());
  EXPECT_EQ(writer->finish().error().code, ErrorCode::kInternal);
}

TEST(GgufWriter, WhatTheReaderWouldRefuseIsNotWritten) {
  const test::TempFolder folder;
  const auto path = folder.path() / "m.gguf";
  const auto refused = [&](const GgufMetadata& metadata, std::vector<GgufTensorPlan> tensors) {
    const auto writer = GgufWriter::create(path, metadata, std::move(tensors));
    return !writer.has_value() && files_in(folder) == 0;
  };
  const auto a = plan("a", TensorType::kF32, {1});
  GgufMetadata empty_key, odd_alignment, long_string;
  empty_key.set("", true);
  odd_alignment.set("general.alignment", std::uint32_t{48});
  long_string.set("k", std::string((16u << 20) + 1, 'x'));
  EXPECT_TRUE(refused(empty_key, {}));
  EXPECT_TRUE(refused(odd_alignment, {}));
  EXPECT_TRUE(refused(long_string, {}));
  EXPECT_TRUE(refused({}, {a, a}));
  EXPECT_TRUE(refused({}, {plan("", TensorType::kF32, {1})}));
  EXPECT_TRUE(refused({}, {plan(std::string(64, 'n'), TensorType::kF32, {1})}));
  EXPECT_TRUE(refused({}, {plan("a", TensorType::kF32, {0})}));
  EXPECT_TRUE(refused({}, {plan("a", TensorType::kQ4_K, {128})}));
  EXPECT_TRUE(refused({}, {plan("a", TensorType::kQ4_K, {128, 2})}));
  EXPECT_TRUE(refused({}, {plan("a", TensorType::kF32, {1ull << 31, 1ull << 31, 4})}));
  EXPECT_TRUE(refused({}, {GgufTensorPlan{"a", TensorType::kF32, {2, 2, 1, 1}, 1}}));
  EXPECT_TRUE(refused({}, {GgufTensorPlan{"a", TensorType::kF32, {1, 1, 1, 1}, 5}}));
}

TEST(GgufWriter, AFolderThatDoesNotExistIsAnIoError) {
  const auto writer = GgufWriter::create("/no/such/folder/m.gguf", {}, {});
  ASSERT_FALSE(writer.has_value());
  EXPECT_EQ(writer.error().code, ErrorCode::kIo);
}

// Lets this process write files of at most `bytes`, as a full disk would.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    previous_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &previous_);
    const rlimit limit{bytes, previous_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &previous_);
    std::signal(SIGXFSZ, previous_handler_);
  }

 private:
  rlimit previous_{};
  void (*previous_handler_)(int);
};

TEST(GgufWriter, AFullDiskIsAnIoErrorAndLeavesNothing) {
  const test::TempFolder folder;
  Status finished;
  {
    const FileSizeLimit limit(64 << 10);
    finished = write_file(folder.path() / "m.gguf", {}, {plan("a", TensorType::kF32, {1 << 16})});
  }
  ASSERT_FALSE(finished.has_value());
  EXPECT_EQ(finished.error().code, ErrorCode::kIo);
  EXPECT_EQ(files_in(folder), 0u);
}

// --- properties ---

std::string key_text(const std::string& prefix, const std::string& random) {
  std::string key = prefix;
  for (const char c : random) key += static_cast<char>('a' + static_cast<unsigned char>(c) % 26);
  return key;
}

template <class T>
GgufValue arbitrary_array() {
  return GgufArray(*rc::gen::arbitrary<std::vector<T>>());
}

template <class T>
GgufValue arbitrary_scalar() {
  return GgufValue(std::in_place_type<T>, *rc::gen::arbitrary<T>());
}

GgufValue arbitrary_value() {
  static constexpr GgufValue (*kMakers[])() = {
      arbitrary_scalar<std::uint8_t>,  arbitrary_scalar<std::int8_t>,
      arbitrary_scalar<std::uint16_t>, arbitrary_scalar<std::int16_t>,
      arbitrary_scalar<std::uint32_t>, arbitrary_scalar<std::int32_t>,
      arbitrary_scalar<std::uint64_t>, arbitrary_scalar<std::int64_t>,
      arbitrary_scalar<float>,         arbitrary_scalar<double>,
      arbitrary_scalar<bool>,          arbitrary_scalar<std::string>,
      arbitrary_array<std::uint8_t>,   arbitrary_array<std::int8_t>,
      arbitrary_array<std::uint16_t>,  arbitrary_array<std::int16_t>,
      arbitrary_array<std::uint32_t>,  arbitrary_array<std::int32_t>,
      arbitrary_array<std::uint64_t>,  arbitrary_array<std::int64_t>,
      arbitrary_array<float>,          arbitrary_array<double>,
      arbitrary_array<bool>,           arbitrary_array<std::string>,
  };
  return kMakers[*rc::gen::inRange<std::size_t>(0, std::size(kMakers))]();
}

GgufMetadata arbitrary_metadata() {
  GgufMetadata metadata;
  const int keys = *rc::gen::inRange(0, 12);
  for (int i = 0; i < keys; ++i) {
    metadata.set(key_text(std::to_string(i), *rc::gen::arbitrary<std::string>()),
                 arbitrary_value());
  }
  return metadata;
}

std::vector<GgufTensorPlan> arbitrary_plan() {
  std::vector<GgufTensorPlan> tensors;
  const int count = *rc::gen::inRange(0, 6);
  for (int i = 0; i < count; ++i) {
    const auto type = static_cast<TensorType>(*rc::gen::inRange(0, kTensorTypeCount));
    std::vector<std::uint64_t> dims{*rc::gen::inRange(1u, 4u) * traits(type).block_elements};
    for (int extra = *rc::gen::inRange(0, 4); extra > 0; --extra) {
      dims.push_back(*rc::gen::inRange(1u, 4u));
    }
    tensors.push_back(plan(fmt::format("t{}", i), type, dims));
  }
  return tensors;
}

TEST(GgufWriterProperty, AnyMetadataAndTensorsReadBackAsWritten) {
  const test::TempFolder folder;
  const auto path = folder.path() / "m.gguf";
  const bool holds = rc::check("read(write(x)) == x", [&] {
    const GgufMetadata metadata = arbitrary_metadata();
    const auto tensors = arbitrary_plan();
    RC_ASSERT(write_file(path, metadata, tensors).has_value());
    const auto file = GgufFile::open(path);
    RC_ASSERT(file.has_value());
    RC_ASSERT(file->metadata().all() == metadata.all());
    RC_ASSERT(file->tensors().size() == tensors.size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      const TensorView& view = file->tensors()[i];
      RC_ASSERT(view.name == tensors[i].name && view.type == tensors[i].type);
      RC_ASSERT(view.dims == tensors[i].dims && view.rank == tensors[i].rank);
      RC_ASSERT(
          std::ranges::equal(view.data, pattern(view.data.size(), static_cast<std::uint8_t>(i))));
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace llada
