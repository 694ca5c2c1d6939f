#include "npu/virtual/profile.h"

#include <gtest/gtest.h>

#include "support/test_data.h"

namespace llada {
namespace {

std::string shipped(const std::string& name) {
  return test::read_text(test::source_path("profiles/" + name + ".json"));
}

std::string complaint(const std::string& text) {
  const auto profile = parse_profile(text);
  if (profile) return "";
  EXPECT_EQ(profile.error().code, ErrorCode::kFormat);
  return profile.error().message;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Profile, EveryShippedProfileIsReadAndHasBothCalibrations) {
  for (const std::string name : {"sm8650", "sm8750", "sm8850"}) {
    const auto profile = read_profile(test::source_path("profiles/" + name + ".json"));
    ASSERT_TRUE(profile) << profile.error().message;
    EXPECT_EQ(profile->name, name);
    ASSERT_TRUE(profile->calibration("reference"));
    ASSERT_TRUE(profile->calibration("tuned"));
    EXPECT_GT(profile->calibration("tuned")->npu_operations_per_second,
              profile->calibration("reference")->npu_operations_per_second);
  }
}

TEST(Profile, AnUnknownCalibrationIsRefusedWithTheNamesThereAre) {
  const auto profile = parse_profile(shipped("sm8750"));
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->calibration("fast").error().message,
            "profile sm8750 has no calibration 'fast'; it has reference, tuned, int8");
}

TEST(Profile, ANumberWithoutProvenanceIsRefused) {
  const std::string text = shipped("sm8750");
  EXPECT_EQ(complaint(with(text, "\"value\": 32, \"source\"", "\"value\": 32, \"because\"")),
            "/tile_rows: give either \"source\" or \"estimate\", a text");
  EXPECT_EQ(complaint(with(text, "\"value\": 32, ", "\"value\": 32, \"estimate\": \"too\", ")),
            "/tile_rows: give either \"source\" or \"estimate\", a text");
}

TEST(Profile, ComplaintsNameThePathTheFindingAndTheBounds) {
  const std::string text = shipped("sm8750");
  EXPECT_EQ(complaint(with(text, "\"value\": 25000,", "\"value\": -1,")),
            "/submit_ns/value: expected a whole number in 0..1000000000, found -1");
  EXPECT_EQ(complaint(with(text, "\"submit_ns\"", "\"submit\"")), "/submit_ns is missing");
  EXPECT_EQ(complaint(with(text, "\"version\": 1,", "\"version\": 2,")),
            "/version: expected a whole number in 1..1, found 2");
  EXPECT_EQ(complaint(with(text, "\"name\": \"sm8750\",", "\"name\": \"sm8750\", \"x\": 1,")),
            "/x is unknown");
  EXPECT_EQ(complaint(with(text, "[32, 64,", "[64, 64,")),
            "/width_buckets/value: 64 does not ascend");
  EXPECT_EQ(complaint(with(text, "\"value\": 65536,", "\"value\": 65537,")),
            "/alignment_bytes: 65537 is no power of two");
  EXPECT_EQ(complaint(with(text, "llada-device-profile", "other")),
            "/format: found 'other', expected 'llada-device-profile'");
  EXPECT_EQ(complaint("[]"), ": expected an object, found array");
}

TEST(Profile, EveryTruncationAndEveryMissingMemberIsRefused) {
  const std::string text = shipped("sm8650");
  for (std::size_t size = 0; size + 2 < text.size(); size += 7)
    EXPECT_FALSE(parse_profile(text.substr(0, size))) << size;
  for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 1)) {
    const std::size_t end = text.find('"', at + 1);
    const std::string name = text.substr(at + 1, end - at - 1);
    const bool free_name = name == "reference" || name == "tuned" || name == "int8";
    if (text.substr(end + 1, 1) == ":" && !free_name) {
      EXPECT_FALSE(parse_profile(text.substr(0, at) + "\"zz\"" + text.substr(end + 1))) << name;
    }
    if (end == std::string::npos) break;
    at = end;
  }
}

TEST(Profile, AMissingFileIsNotFound) {
  const auto profile = read_profile("/nonexistent/profile.json");
  ASSERT_FALSE(profile);
  EXPECT_EQ(profile.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace llada
