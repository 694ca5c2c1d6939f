#include "model/pack_cache.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>

#include "model/small_weights.h"
#include "support/temp_folder.h"

namespace llada {
namespace {

namespace fs = std::filesystem;

const KernelSet& kernels(std::string_view name) { return **find_kernel_set(name); }

class PackCacheTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    write_model(7);
    expected_ = load_plain("auto");
  }
  void write_model(std::uint64_t seed) {
    ASSERT_TRUE(test::RandomModel(test::small_config(GetParam()), TensorType::kQ8_0, seed).write(model_));
  }
  [[nodiscard]] std::vector<std::vector<std::byte>> load_plain(std::string_view set) const {
    return test::all_bytes(Weights::load(ModelFiles::open(model_).value(), kernels(set)).value());
  }
  // The weights, by way of the cache; what was noted is in notes_.
  std::vector<std::vector<std::byte>> load(std::string_view set = "auto") {
    notes_.clear();
    LoadOptions options{.pack_cache = cache_};
    options.note = [this](std::string_view line) { notes_ += std::string(line) + "\n"; };
    const auto weights = Weights::load(ModelFiles::open(model_).value(), kernels(set), options);
    EXPECT_TRUE(weights) << weights.error().message;
    return weights ? test::all_bytes(*weights) : std::vector<std::vector<std::byte>>();
  }
  [[nodiscard]] bool noted(const std::string& text) const { return notes_.find(text) != std::string::npos; }
  [[nodiscard]] std::vector<fs::path> cached() const {
    std::vector<fs::path> files;
    if (!fs::exists(cache_)) return files;
    for (const auto& entry : fs::directory_iterator(cache_)) files.push_back(entry.path());
    return files;
  }
  // Loads twice: what is there now is not used and made anew, then it is used.
  void expect_made_anew(const std::string& reason) {
    EXPECT_EQ(load(), expected_);
    EXPECT_TRUE(noted(reason)) << notes_;
    EXPECT_TRUE(noted("pack cache written")) << notes_;
    EXPECT_EQ(load(), expected_);
    EXPECT_EQ(notes_, "");
  }

  test::TempFolder folder_;
  fs::path model_ = folder_.path() / "model.gguf";
  fs::path cache_ = folder_.path() / "deep" / "cache";
  std::vector<std::vector<std::byte>> expected_;
  std::string notes_;
};

void change_byte(const fs::path& path, std::size_t at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const char value = static_cast<char>(file.get() ^ 0x10);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(value);
}

TEST_P(PackCacheTest, TheSecondLoadMapsWhatTheFirstWrote) {
  EXPECT_EQ(load(), expected_);
  EXPECT_TRUE(noted("pack cache written")) << notes_;
  ASSERT_EQ(cached().size(), 1u);
  const auto written = fs::last_write_time(cached()[0]);
  EXPECT_EQ(load(), expected_);
  EXPECT_EQ(notes_, "");
  EXPECT_EQ(fs::last_write_time(cached()[0]), written);
}

TEST_P(PackCacheTest, DamageAnywhereIsMadeGoodOrHarmless) {
  load();
  const fs::path pack = cached().at(0);
  const std::size_t data = std::size_t{2} << 20;
  const std::size_t end = fs::file_size(pack);
  std::vector<std::size_t> places = {0, 9, 17, 30, 40, 200, 1000, data - 1};
  for (std::size_t at = data; at < end; at += (end - data) / 20) places.push_back(at);
  for (const std::size_t at : places) {
    change_byte(pack, at);
    EXPECT_EQ(load(), expected_) << "byte " << at;
    EXPECT_EQ(load(), expected_) << "byte " << at;
    EXPECT_EQ(notes_, "") << "byte " << at;
  }
}

TEST_P(PackCacheTest, ATruncatedPackIsMadeAnew) {
  load();
  const fs::path pack = cached().at(0);
  const auto whole = fs::file_size(pack);
  for (const std::uintmax_t size : {std::uintmax_t{0}, std::uintmax_t{20}, whole / 2, whole - 1}) {
    fs::resize_file(pack, size);
    expect_made_anew("packing anew");
  }
}

TEST_P(PackCacheTest, AnotherVersionOfTheModelIsNeverServedFromTheOldPack) {
  load();
  const auto old_time = fs::last_write_time(model_);
  const auto old_size = fs::file_size(model_);
  write_model(8);
  fs::last_write_time(model_, old_time);  // as a copy that keeps times
  ASSERT_EQ(fs::file_size(model_), old_size);
  const auto old_weights = expected_;
  expected_ = load_plain("auto");
  ASSERT_NE(expected_, old_weights);
  expect_made_anew("another version of the model");
}

TEST_P(PackCacheTest, EveryLayoutHasAPackOfItsOwn) {
  if (kernels("auto").layout == kernels("ref").layout) GTEST_SKIP() << "this CPU has one layout";
  load("auto");
  const fs::path ours = cached().at(0);
  EXPECT_EQ(load("ref"), load_plain("ref"));
  ASSERT_EQ(cached().size(), 2u);
  EXPECT_EQ(load("auto"), expected_);
  EXPECT_EQ(notes_, "");
  const fs::path other = cached()[0] == ours ? cached()[1] : cached()[0];
  fs::copy_file(other, ours, fs::copy_options::overwrite_existing);
  expect_made_anew("another layout");
}

TEST_P(PackCacheTest, ModelsOfOneNameInDifferentFoldersDoNotMeet) {
  load();
  fs::create_directory(folder_.path() / "other");
  model_ = folder_.path() / "other" / "model.gguf";
  write_model(9);
  expected_ = load_plain("auto");
  EXPECT_EQ(load(), expected_);
  EXPECT_EQ(cached().size(), 2u);
}

TEST_P(PackCacheTest, AFolderThatCannotBeWrittenCostsOnlyANote) {
  folder_.write("file", "x");
  for (const fs::path& place : {folder_.path() / "file", folder_.path() / "file" / "deeper", fs::path("/proc/llada")}) {
    cache_ = place;
    EXPECT_EQ(load(), expected_);
    EXPECT_TRUE(noted("pack cache not written")) << notes_;
  }
}

TEST_P(PackCacheTest, AFullDiskCostsOnlyANoteAndLeavesNothing) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{4096, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto weights = load();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(weights, expected_);
  EXPECT_TRUE(noted("not written")) << notes_;
  EXPECT_TRUE(cached().empty());
}

TEST_P(PackCacheTest, LoadsAtTheSameTimeAllSucceed) {
  std::vector<std::thread> threads;
  std::mutex mutex;
  int same = 0;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 3; ++turn) {
        const auto files = ModelFiles::open(model_).value();
        const auto weights = Weights::load(files, kernels("auto"), {.pack_cache = cache_});
        const std::scoped_lock lock(mutex);
        same += weights && test::all_bytes(*weights) == expected_ ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(same, 12);
  EXPECT_EQ(cached().size(), 1u);
}

TEST_P(PackCacheTest, AModelThatChangesWhileItIsLoadedIsNotKept) {
  const auto files = ModelFiles::open(model_).value();
  fs::last_write_time(model_, fs::last_write_time(model_) + std::chrono::seconds(1));
  ASSERT_TRUE(Weights::load(files, kernels("auto"), {.pack_cache = cache_}));
  EXPECT_TRUE(cached().empty());
}

TEST_P(PackCacheTest, CancellingWhilePackingOrWritingLeavesNoPack) {
  for (const std::string_view activity : {"load", "write pack cache"}) {
    CancelFlag cancel;
    LoadOptions options{.cancel = &cancel, .pack_cache = cache_};
    options.progress = [&](std::string_view what, std::uint64_t, std::uint64_t) {
      if (what == activity) cancel.cancel();
    };
    const auto weights = Weights::load(ModelFiles::open(model_).value(), kernels("auto"), options);
    ASSERT_FALSE(weights) << activity;
    EXPECT_EQ(weights.error().code, ErrorCode::kCancelled);
    EXPECT_TRUE(cached().empty()) << activity;
  }
}

TEST_P(PackCacheTest, CancellingWhileAPackIsReadKeepsIt) {
  load();
  CancelFlag cancel;
  cancel.cancel();
  const auto weights = Weights::load(ModelFiles::open(model_).value(), kernels("auto"),
                                     {.cancel = &cancel, .pack_cache = cache_});
  ASSERT_FALSE(weights);
  EXPECT_EQ(weights.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(load(), expected_);
  EXPECT_EQ(notes_, "");
}

INSTANTIATE_TEST_SUITE_P(DenseAndExperts, PackCacheTest, testing::Bool(),
                         [](const auto& param) { return param.param ? "Experts" : "Dense"; });

}  // namespace
}  // namespace llada
