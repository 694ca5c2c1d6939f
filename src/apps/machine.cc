#include "apps/machine.h"

#include <dlfcn.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>

namespace llada {
namespace {

constexpr std::array<std::string_view, 18> kRelevantFeatures{
    "avx2",        "fma",      "f16c",        "avx512f",     "avx512bw", "avx512vl",
    "avx512_vnni", "avx_vnni", "avx512_bf16", "avx512_fp16", "amx_tile", "amx_int8",
    "amx_bf16",    "asimd",    "asimddp",     "i8mm",        "sve",      "bf16"};

std::string trimmed(std::string text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
  while (!text.empty() && is_space(text.back())) text.pop_back();
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), is_space));
  return text;
}

// Value of the first line "KEY : VALUE" of a file of the kernel's; empty if there is none.
std::string first_value(const char* path, std::string_view key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (colon != std::string::npos && trimmed(line.substr(0, colon)) == key)
      return trimmed(line.substr(colon + 1));
  }
  return {};
}

std::string first_of_keys(const char* path, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (std::string value = first_value(path, key); !value.empty()) return value;
  }
  return {};
}

std::vector<std::string> relevant_features(const std::string& all) {
  std::vector<std::string> features;
  std::istringstream words(all);
  for (std::string word; words >> word;) {
    if (std::find(kRelevantFeatures.begin(), kRelevantFeatures.end(), word) !=
        kRelevantFeatures.end()) {
      features.push_back(word);
    }
  }
  return features;
}

// "24576 kB"
std::uint64_t kilobytes(const std::string& text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value * 1024;
}

// The kernel writes "always [madvise] never".
std::string bracketed_word(const std::string& text) {
  const std::size_t begin = text.find('[');
  const std::size_t end = text.find(']');
  if (begin == std::string::npos || end == std::string::npos || end < begin) return {};
  return text.substr(begin + 1, end - begin - 1);
}

int usable_cores() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return CPU_COUNT(&set);
  return static_cast<int>(std::thread::hardware_concurrency());
}

std::string transparent_huge_pages() {
  std::ifstream file("/sys/kernel/mm/transparent_hugepage/enabled");
  std::string line;
  std::getline(file, line);
  return bracketed_word(line);
}

}  // namespace

MachineReport inspect_machine() {
  constexpr const char* kCpu = "/proc/cpuinfo";
  constexpr const char* kMemory = "/proc/meminfo";
  MachineReport report;
  report.cpu = first_of_keys(kCpu, {"model name", "Hardware", "CPU part"});
  report.cores = usable_cores();
  report.features = relevant_features(first_of_keys(kCpu, {"flags", "Features"}));
  report.memory_bytes = kilobytes(first_value(kMemory, "MemTotal"));
  report.available_bytes = kilobytes(first_value(kMemory, "MemAvailable"));
  report.huge_pages = transparent_huge_pages();
  return report;
}

NpuReport probe_npu() {
  NpuReport report;
  void* library = dlopen(report.library.c_str(), RTLD_LAZY | RTLD_LOCAL);
  report.found = library != nullptr;
  if (library != nullptr) {
    dlclose(library);
  } else if (const char* words = dlerror(); words != nullptr) {
    report.detail = words;
    // The loader repeats the name first.
    const std::string prefix = report.library + ": ";
    if (report.detail.starts_with(prefix)) report.detail.erase(0, prefix.size());
  }
  return report;
}

}  // namespace llada
