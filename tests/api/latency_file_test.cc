#include "api/latency_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temp_folder.h"
#include "support/test_data.h"

namespace llada {
namespace {

class LatencyFile : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& text) {
    const auto path = folder_.path() / "latency.json";
    std::ofstream(path) << text;
    return path;
  }
  void expect_refused(const std::string& text, const std::string& where) {
    const auto profile = read_latency_file(write(text));
    ASSERT_FALSE(profile) << text;
    EXPECT_EQ(profile.error().code, ErrorCode::kFormat);
    EXPECT_NE(profile.error().message.find(where), std::string::npos) << profile.error().message;
  }
  test::TempFolder folder_;
};

TEST_F(LatencyFile, IsReadAsItWasWritten) {
  LatencyProfile profile;
  profile.table = {{{32, 0.5}, {64, 0.75}}, {{1, 0.25}}, 512};
  profile.model = std::string("m");
  profile.threads = 3;
  const auto read = read_latency_file(write(latency_json(profile)));
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->table.dense.size(), 2u);
  EXPECT_EQ(read->table.dense[1].rows, 64);
  EXPECT_EQ(read->table.dense[1].seconds, 0.75);
  EXPECT_EQ(read->table.side[0].rows, 1);
  EXPECT_EQ(read->table.max_rows, 512);
  EXPECT_EQ(read->device, "host");
  EXPECT_EQ(read->threads, 3);
}

TEST_F(LatencyFile, ErrorsNameTheEntry) {
  expect_refused("[]", "expected an object");
  expect_refused("{}", "/dense");
  expect_refused(R"({"dense": 3})", "/dense");
  expect_refused(R"({"dense": [{"rows": 8}]})", "/dense/0");
  expect_refused(R"({"dense": [{"rows": 0, "seconds": 1}]})", "/dense/0");
  expect_refused(R"({"dense": [{"rows": 1e99, "seconds": 1}]})", "/dense/0");
  expect_refused(R"({"dense": [{"rows": 8, "seconds": 1}, {"rows": 8, "seconds": 1}]})", "dense[1]");
  expect_refused(R"({"dense": [{"rows": 8, "seconds": 1}], "side": [{"rows": 1, "seconds": -1}]})",
                 "side[0]");
}

TEST_F(LatencyFile, OfThisMachineNeverDescends) {
  ProfileOptions options;
  options.rows = {1, 2, 4};
  options.side_rows = {1};
  options.repetitions = 1;
  ModelOptions model;
  model.threads = 1;
  const auto path = test::default_model_path();
  const auto profile = measure_latency(path, model, options);
  ASSERT_TRUE(profile) << profile.error().message;
  EXPECT_TRUE(validate(profile->table));
  ASSERT_EQ(profile->table.dense.size(), 3u);
  EXPECT_LE(profile->table.dense[0].seconds, profile->table.dense[2].seconds);
}

}  // namespace
}  // namespace llada
