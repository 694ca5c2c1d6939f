#include "model/weights.h"

#include <gtest/gtest.h>

#include <thread>

#include "model/small_weights.h"
#include "support/temp_folder.h"

namespace llada {
namespace {

class WeightsTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    const auto path = folder_.path() / "model.gguf";
    ASSERT_TRUE(test::RandomModel(test::small_config(GetParam()), TensorType::kQ8_0).write(path));
    auto files = ModelFiles::open(path);
    ASSERT_TRUE(files) << files.error().message;
    files_ = std::make_unique<ModelFiles>(std::move(*files));
  }
  Result<Weights> load(const LoadOptions& options = {}) {
    return Weights::load(*files_, **find_kernel_set("auto"), options);
  }

  test::TempFolder folder_;
  std::unique_ptr<ModelFiles> files_;
};

TEST_P(WeightsTest, AreTheSameHoweverManyThreadsPackThem) {
  const auto alone = load();
  ASSERT_TRUE(alone) << alone.error().message;
  for (const int threads : {1, 2, 3, 16}) {
    const auto pool = ThreadPool::create(threads).value();
    const auto together = load({.pool = pool.get()});
    ASSERT_TRUE(together) << together.error().message;
    EXPECT_EQ(test::all_bytes(*alone), test::all_bytes(*together)) << threads << " threads";
  }
}

TEST_P(WeightsTest, LieInTheOrderOfExecution) {
  const Weights weights = load().value();
  const LayerWeights& layer = weights.layer(0);
  const std::byte* last = weights.embedding().panel(0);
  for (const auto* matrix : {&layer.query, &layer.key, &layer.value, &layer.output}) {
    EXPECT_GT(matrix->panel(0), last);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(matrix->panel(0)) % AlignedBuffer::kAlignment, 0u);
    last = matrix->panel(0);
  }
  EXPECT_GT(weights.layer(1).query.panel(0), last);
}

TEST_P(WeightsTest, ProgressGrowsToItsTotalOnTheCallingThread) {
  const auto pool = ThreadPool::create(3).value();
  const auto caller = std::this_thread::get_id();
  std::uint64_t last = 0;
  std::uint64_t end = 1;
  const Progress progress = [&](std::string_view, std::uint64_t done, std::uint64_t total) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    EXPECT_GE(done, last);
    EXPECT_LE(done, total);
    last = done, end = total;
  };
  ASSERT_TRUE(load({.pool = pool.get(), .progress = progress}));
  EXPECT_GE(last + AlignedBuffer::kAlignment, end);
}

TEST_P(WeightsTest, LoadingStopsAtTheTensorWhereItIsCancelled) {
  CancelFlag cancel;
  int calls = 0;
  const Progress progress = [&](std::string_view, std::uint64_t, std::uint64_t) {
    if (++calls == 3) cancel.cancel();
  };
  const auto weights = load({.progress = progress, .cancel = &cancel});
  ASSERT_FALSE(weights);
  EXPECT_EQ(weights.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(calls, 3);
}

INSTANTIATE_TEST_SUITE_P(DenseAndExperts, WeightsTest, testing::Bool(),
                         [](const auto& param) { return param.param ? "Experts" : "Dense"; });

}  // namespace
}  // namespace llada
