// Where tests find their data, and how they read it.
#pragma once

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace llada::test {

inline std::filesystem::path data_path(const std::string& name) {
  return std::filesystem::path(LLADA_TEST_DATA) / name;
}
inline std::filesystem::path source_path(const std::string& name) {
  return std::filesystem::path(LLADA_SOURCE_DIR) / name;
}

// The model that ships.
inline std::string default_model_path() { return source_path("models/llada-mini-tasks-q8_0.gguf").string(); }
// The one before, whose checkpoint in F32 is data_path("llada-mini-math").
inline std::string mini_math_path() { return source_path("models/llada-mini-math-q8_0.gguf").string(); }

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("missing test data: " + path.string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

template <class T>
std::vector<T> read_array(const std::filesystem::path& path) {
  const std::string text = read_text(path);
  std::vector<T> values(text.size() / sizeof(T));
  std::memcpy(values.data(), text.data(), values.size() * sizeof(T));
  return values;
}

}  // namespace llada::test
