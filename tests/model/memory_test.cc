#include <gtest/gtest.h>
#include <malloc.h>

#include <fstream>
#include <string>

#include "model/forward.h"
#include "model/random_model.h"
#include "model/weights.h"
#include "support/temp_folder.h"

namespace llada {
namespace {

std::uint64_t status_bytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field + ":")) return std::stoull(line.substr(field.size() + 1)) * 1024;
  }
  return 0;
}

// The kernel's mark of the highest resident size starts anew.
bool reset_peak() {
  std::ofstream clear("/proc/self/clear_refs");
  clear << 5;
  clear.flush();
  return clear.good();
}

TEST(Loading, NeedsNoMoreMemoryThanTheFileAndALittle) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's shadow memory counts too";
#endif
  const test::TempFolder folder;
  const auto path = folder.path() / "model.gguf";
  ModelConfig config = config_of_shape("llada-mini").value();
  config.hidden = 1024, config.heads = config.kv_heads = 16, config.ffn = 2816, config.vocabulary = 4096;
  {
    test::RandomModel model(config, TensorType::kF16);
    ASSERT_TRUE(model.write(path));
  }
  malloc_trim(0);
  const std::uint64_t file_bytes = std::filesystem::file_size(path);
  ASSERT_GT(file_bytes, std::uint64_t{96} << 20);
  if (!reset_peak()) GTEST_SKIP() << "this system does not let a process reset its peak";
  const std::uint64_t before = status_bytes("VmRSS");
  {
    const auto files = ModelFiles::open(path);
    ASSERT_TRUE(files) << files.error().message;
    const auto weights = Weights::load(*files, **find_kernel_set("auto"));
    ASSERT_TRUE(weights) << weights.error().message;
    EXPECT_GE(weights->packed_bytes(), file_bytes - (std::uint64_t{1} << 20));
  }
  const std::uint64_t peak = status_bytes("VmHWM") - before;
  RecordProperty("peak_bytes", std::to_string(peak));
  EXPECT_LE(peak, file_bytes + (std::uint64_t{32} << 20)) << "file " << file_bytes;
}

// A pass of one row over random weights of some 100 MiB that are mapped from their pack; how far its memory rises.
std::uint64_t peak_of_pass(const std::filesystem::path& folder) {
  ModelConfig config = config_of_shape("llada-mini").value();
  config.hidden = 1024, config.heads = config.kv_heads = 16, config.ffn = 2816, config.vocabulary = 4096;
  const KernelSet& kernels = **find_kernel_set("exact");
  const auto weights =
      Weights::random(config, TensorType::kF16, kernels, 1, {.pack_cache = folder, .keep_resident = false});
  const auto pool = ThreadPool::create(1);
  auto pass = ForwardPass::create(*weights, kernels, **pool, 1, 1);
  auto cache = KvCache::create(config, 1);
  EXPECT_GT(weights->packed_bytes(), std::uint64_t{96} << 20);
  EXPECT_TRUE(reset_peak());
  const std::uint64_t before = status_bytes("VmRSS");
  KvCache* caches[] = {&*cache};
  const ForwardRow row{SequenceId(0), Position(0), TokenId(1)};
  EXPECT_TRUE((*pass)->run({&row, 1}, caches, Step(0)));
  const HeadRow head{0, Position(0)};
  EXPECT_TRUE((*pass)->head({&head, 1}, {}));
  return status_bytes("VmHWM") - before;
}

TEST(AForwardPass, HoldsOneLayerAtATimeOfWeightsThatAreNotToStay) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's shadow memory counts too";
#endif
  if (!reset_peak()) GTEST_SKIP() << "this system does not let a process reset its peak";
  const test::TempFolder folder;
  const std::uint64_t layer = std::uint64_t{2} * (4 * 1024 * 1024 + 3 * 1024 * 2816);
  EXPECT_LT(peak_of_pass(folder.path()), 2 * layer);
}

}  // namespace
}  // namespace llada
