// The sweeps of gguf_sweep_test.cc over a model of 1.8 MB. Every truncation of the whole file; every byte
// before the data section with all of its 255 other values (nine million loads in all, two minutes on two
// cores). A sanitizer makes a load ten times slower, so its builds try ten values at every byte: each bit
// flipped, 0x00 and 0xff. Changes in the data section need no sweep:
// GgufSweep.ParsingReadsNoByteOfTheDataSection proves that they cannot reach the parser.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "formats/gguf_samples.h"
#include "support/guarded_memory.h"
#include "support/scale.h"

#ifdef __SANITIZE_ADDRESS__
// Memory freed is held back for the next few loads, not for thousands: a sixth of the time.
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

std::vector<std::byte> other_values(std::byte original) {
  std::vector<std::byte> values;
  for (int flip = 1; flip < 256; flip = scaled(flip + 1, flip * 2)) {
    values.push_back(original ^ static_cast<std::byte>(flip));
  }
  if (kSanitized) values.insert(values.end(), {std::byte(0x00), std::byte(0xff)});
  return values;
}

TEST(GgufLongSweep, EverySingleByteChangeBeforeTheDataIsAnErrorOrAValidLoad) {
  std::atomic<std::size_t> loads{0}, refusals{0};
  const std::size_t header = data_start(tiny_model());
  sweep(header, [&](std::vector<std::byte>& model, std::size_t at) {
    const std::byte original = model[at];
    for (const std::byte value : other_values(original)) {
      model[at] = value;
      const auto file = GgufFile::parse(model, "changed.gguf");
      if (file) expect_tensors_inside(*file, model);
      ++(file ? loads : refusals);
    }
    model[at] = original;
  });
  EXPECT_GT(loads, header);  // changed words of the vocabulary
  EXPECT_GT(refusals, header);
}

}  // namespace
}  // namespace llada
