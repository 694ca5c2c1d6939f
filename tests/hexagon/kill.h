// A worker that dies at a command nobody chose: the text is the same, and nothing is left behind.
#pragma once

#include <dirent.h>
#include <sys/wait.h>

#include <random>

#include "hexagon/subject.h"

namespace llada::test {

inline int open_files() {
  return static_cast<int>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

// Of this process, in pages.
inline long resident_pages() {
  std::ifstream file("/proc/self/statm");
  long size = 0, resident = 0;
  file >> size >> resident;
  return resident;
}

// Whether this process has a child, alive or not waited for.
inline bool has_children() { return ::waitpid(-1, nullptr, WNOHANG) >= 0; }

inline void kill_workers(int times, unsigned seed) {
  const Subject subject = small(TensorType::kQ8_0);
  Pair pair(subject);
  const DecodeConfig config = *decoder_by_name("exact-threshold");
  constexpr int kCount = 20;
  const auto expected = tokens(pair.on_host(config, kCount));
  std::mt19937 random(seed);
  const int files = open_files();
  long pages = 0;
  int fallbacks = 0;
  for (int time = 0; time < times; ++time) {
    HexagonSetup setup;
    setup.device.fault = DeviceFault{random() % 4, DeviceFailure::kLost};
    setup.device.fault_command = random();
    setup.path.timeout = std::chrono::seconds(60);
    const auto generation = pair.on_hexagon(config, kCount, setup);
    ASSERT_EQ(tokens(generation), expected) << "time " << time;
    if (!generation->device.failure.empty()) {
      ++fallbacks;
      EXPECT_NE(generation->device.failure.find("lost"), std::string::npos) << generation->device.failure;
    }
    ASSERT_EQ(open_files(), files) << "time " << time;
    ASSERT_FALSE(has_children()) << "time " << time;
    if (time == times / 2) pages = resident_pages();
  }
  EXPECT_GT(fallbacks, times / 2);
  EXPECT_LT(resident_pages(), pages + (32 << 20) / 4096);
}

}  // namespace llada::test
