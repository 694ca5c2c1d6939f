// The sweeps of gguf_sweep_test.cc over a model of 1.8 MB: nine million loads, two minutes on two cores,
// a quarter of an hour under the address sanitizer. Exhaustive: every truncation of the whole
// file; every value of every byte before the data section. Changes in the data section need no sweep:
// GgufSweep.ParsingReadsNoByteOfTheDataSection proves that they cannot reach the parser.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "formats/gguf_samples.h"
#include "support/guarded_memory.h"

#ifdef __SANITIZE_ADDRESS__
// Memory freed is held back for the next ten loads, not for thousands: a sixth of the time.
extern "C" const char* __asan_default_options() { return "quarantine_size_mb=1"; }
#endif

namespace llada {
namespace {

using namespace test;

// Calls visit(model, i) for every i below `count`, on all cores; each thread has its own copy of the model.
void sweep(std::size_t count, const std::function<void(std::vector<std::byte>&, std::size_t)>& visit) {
  constexpr std::size_t kChunk = 64;
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    std::vector<std::byte> model = tiny_model();
    for (std::size_t first; (first = next.fetch_add(kChunk)) < count;) {
      for (std::size_t i = first; i < std::min(count, first + kChunk); ++i) visit(model, i);
    }
  };
  std::vector<std::thread> workers(std::max(1u, std::thread::hardware_concurrency()));
  for (std::thread& worker : workers) worker = std::thread(work);
  for (std::thread& worker : workers) worker.join();
}

TEST(GgufLongSweep, EveryTruncationOfTheTinyModelIsAnError) {
  const auto model = tiny_model();
  const std::size_t header = data_start(model);
  GuardedMemory memory(header);
  for (std::size_t size = 0; size < header; ++size) {
    const auto bytes = memory.place(std::span(model).first(size));
    ASSERT_FALSE(GgufFile::parse(bytes, "cut.gguf").has_value()) << size;
  }
  sweep(model.size() - header, [&](const std::vector<std::byte>& copy, std::size_t more) {
    const auto bytes = std::span(copy).first(header + more);
    EXPECT_FALSE(GgufFile::parse(bytes, "cut.gguf").has_value()) << bytes.size();
  });
}

TEST(GgufLongSweep, EverySingleByteChangeBeforeTheDataIsAnErrorOrAValidLoad) {
  std::atomic<std::size_t> loads{0};
  const std::size_t header = data_start(tiny_model());
  sweep(header, [&](std::vector<std::byte>& model, std::size_t at) {
    const std::byte original = model[at];
    for (int change = 1; change < 256; ++change) {
      model[at] = original ^ static_cast<std::byte>(change);
      const auto file = GgufFile::parse(model, "changed.gguf");
      if (!file) continue;
      expect_tensors_inside(*file, model);
      ++loads;
    }
    model[at] = original;
  });
  EXPECT_GT(loads, header);            // most changes are of words of the vocabulary
  EXPECT_LT(loads, header * 255 - 1);  // and some are refused
}

}  // namespace
}  // namespace llada
