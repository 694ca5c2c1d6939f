// Every truncation and every single-byte change of a valid file is an error or a load whose every
// byte can be read. The default run sweeps a file of 1 KiB; LLADA_LONG_TESTS=1 sweeps a model
// of 1.8 MB (some ten minutes, an hour under a sanitizer):
//   - every truncation of the whole file;
//   - every change of every byte before the data section. Changes of the data section need no
//   sweep:
//     ParsingReadsNoByteOfTheDataSection proves that they cannot reach the parser.
#include <gtest/gtest.h>

#include <cstdlib>

#include "formats/gguf_samples.h"
#include "support/guarded_memory.h"
#include "support/test_data.h"

namespace llada {
namespace {

using namespace test;

bool long_tests() {
  const char* wanted = std::getenv("LLADA_LONG_TESTS");
  return wanted != nullptr && std::string_view(wanted) == "1";
}

std::vector<std::byte> tiny_model() {
  return read_array<std::byte>(data_path("llada-tiny/llada-tiny-q4_0.gguf"));
}

// Start of the first tensor's data, which in files of llama.cpp is the start of the data section.
std::size_t data_start(std::span<const std::byte> bytes) {
  const auto file = GgufFile::parse(bytes, "model.gguf");
  std::size_t first = bytes.size();
  for (const TensorView& tensor : file.value().tensors()) {
    first = std::min(first, static_cast<std::size_t>(tensor.data.data() - bytes.data()));
  }
  return first;
}

void expect_tensors_inside(const GgufFile& file, std::span<const std::byte> bytes) {
  for (const TensorView& tensor : file.tensors()) {
    const auto offset = static_cast<std::size_t>(tensor.data.data() - bytes.data());
    ASSERT_LE(offset, bytes.size());
    ASSERT_LE(tensor.data.size(), bytes.size() - offset);
    ASSERT_EQ(tensor.data.size(), bytes_of(tensor.type, tensor.elements()));
  }
}

TEST(GgufSweep, EveryTruncationOfASmallFileIsAnError) {
  const GgufBuilder builder = small_valid_file();
  GuardedMemory memory(builder.bytes().size());
  for (std::size_t size = 0; size < builder.bytes().size(); ++size) {
    const auto bytes = memory.place(builder.bytes().first(size));
    EXPECT_FALSE(GgufFile::parse(bytes, "cut.gguf").has_value()) << size;
  }
}

TEST(GgufSweep, EverySingleByteChangeOfASmallFileIsAnErrorOrAValidLoad) {
  const GgufBuilder builder = small_valid_file();
  GuardedMemory memory(builder.bytes().size());
  const auto bytes = memory.place(builder.bytes());
  int loads = 0;
  for (std::byte& byte : bytes) {
    const std::byte original = byte;
    for (int change = 1; change < 256; ++change) {
      byte = original ^ static_cast<std::byte>(change);
      const auto file = GgufFile::parse(bytes, "changed.gguf");
      if (!file) continue;
      expect_tensors_inside(*file, bytes);
      exercise(*file);
      ++loads;
    }
    byte = original;
  }
  EXPECT_GT(loads, 1000);  // changed values and names load
}

TEST(GgufSweep, ParsingReadsNoByteOfTheDataSection) {
  const auto model = tiny_model();
  GuardedMemory memory(model.size() + (1 << 16));
  const auto bytes = memory.place_with_secret(model, data_start(model));
  const auto file = GgufFile::parse(bytes, "secret.gguf");
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->tensors().size(), 39u);
}

TEST(GgufSweepLong, EveryTruncationOfTheTinyModelIsAnError) {
  if (!long_tests()) GTEST_SKIP() << "LLADA_LONG_TESTS=1 runs it";
  const auto model = tiny_model();
  const std::size_t header = data_start(model);
  GuardedMemory memory(header);
  for (std::size_t size = 0; size < header; ++size) {
    const auto bytes = memory.place(std::span(model).first(size));
    ASSERT_FALSE(GgufFile::parse(bytes, "cut.gguf").has_value()) << size;
  }
  for (std::size_t size = header; size < model.size(); ++size) {
    ASSERT_FALSE(GgufFile::parse(std::span(model).first(size), "cut.gguf").has_value()) << size;
  }
}

// In slices, so that they can run side by side.
constexpr int kSlices = 8;
class GgufSweepLongSlice : public testing::TestWithParam<int> {};

TEST_P(GgufSweepLongSlice, EverySingleByteChangeBeforeTheDataIsAnErrorOrAValidLoad) {
  if (!long_tests()) GTEST_SKIP() << "LLADA_LONG_TESTS=1 runs it";
  auto model = tiny_model();
  const std::size_t header = data_start(model);
  for (auto at = static_cast<std::size_t>(GetParam()); at < header; at += kSlices) {
    const std::byte original = model[at];
    for (int change = 1; change < 256; ++change) {
      model[at] = original ^ static_cast<std::byte>(change);
      const auto file = GgufFile::parse(model, "changed.gguf");
      if (file) expect_tensors_inside(*file, model);
    }
    model[at] = original;
  }
}

INSTANTIATE_TEST_SUITE_P(Slices, GgufSweepLongSlice, testing::Range(0, kSlices));

}  // namespace
}  // namespace llada
