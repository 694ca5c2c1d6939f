// Every truncation and every single-byte change of a valid file of about 1 KiB is an error or a
// load whose every byte can be read. gguf_sweep_long_test.cc does the same to a model of 1.8 MB.
#include <gtest/gtest.h>

#include "formats/gguf_samples.h"
#include "support/guarded_memory.h"
#include "support/test_data.h"

namespace llada {
namespace {

using namespace test;

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

}  // namespace
}  // namespace llada
