// The sweeps of gguf_sweep_test.cc over a model of 1.8 MB: some minutes, an hour under a sanitizer.
// Exhaustive: every truncation of the whole file; every change of every byte before the data
// section. Changes in the data section need no sweep: GgufSweep.ParsingReadsNoByteOfTheDataSection
// proves that they cannot reach the parser.
#include <gtest/gtest.h>

#include <thread>

#include "formats/gguf_samples.h"
#include "support/guarded_memory.h"

namespace llada {
namespace {

using namespace test;

TEST(GgufLongSweep, EveryTruncationOfTheTinyModelIsAnError) {
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

// Changes the bytes first, first + step, ... before the data section.
void sweep_changes(std::vector<std::byte> model, std::size_t first, std::size_t step) {
  const std::size_t header = data_start(model);
  for (std::size_t at = first; at < header; at += step) {
    const std::byte original = model[at];
    for (int change = 1; change < 256; ++change) {
      model[at] = original ^ static_cast<std::byte>(change);
      const auto file = GgufFile::parse(model, "changed.gguf");
      if (file) expect_tensors_inside(*file, model);
    }
    model[at] = original;
  }
}

TEST(GgufLongSweep, EverySingleByteChangeBeforeTheDataIsAnErrorOrAValidLoad) {
  const std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < threads; ++i)
    workers.emplace_back(sweep_changes, tiny_model(), i, threads);
  for (std::thread& worker : workers) worker.join();
}

}  // namespace
}  // namespace llada
