// GGUF files that the tests of the reader share.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "formats/gguf.h"
#include "formats/quant.h"
#include "support/gguf_builder.h"
#include "support/test_data.h"

namespace llada::test {

// Valid, with every value type, arrays, and tensors of several types and ranks. About 1 KiB.
inline GgufBuilder small_valid_file() {
  GgufBuilder b;
  b.header(3, 16);
  b.key("general.architecture", kString).text("llada");
  b.key("general.alignment", kU32).put<std::uint32_t>(16);
  b.key("a.u8", kU8).put<std::uint8_t>(8);
  b.key("a.i8", kI8).put<std::int8_t>(-8);
  b.key("a.u16", kU16).put<std::uint16_t>(16);
  b.key("a.i16", kI16).put<std::int16_t>(-16);
  b.key("a.i32", kI32).put<std::int32_t>(-32);
  b.key("a.u64", kU64).put<std::uint64_t>(64);
  b.key("a.i64", kI64).put<std::int64_t>(-64);
  b.key("a.f32", kF32).put(0.5f);
  b.key("a.f64", kF64).put(0.25);
  b.key("a.bool", kBool).put<std::uint8_t>(1);
  b.array_key("a.strings", kString, 3).text("one").text("").text("three");
  b.array_key("a.ints", kI32, 2).put<std::int32_t>(1).put<std::int32_t>(-1);
  b.array_key("a.bools", kBool, 2).put<std::uint8_t>(0).put<std::uint8_t>(1);
  b.array_key("a.empty", kF32, 0);
  b.tensor("norm", {4}, kTypeF32, 0);
  b.tensor("weight", {32, 2}, kTypeQ4_0, 16);
  b.tensor("experts", {2, 2, 2}, kTypeF16, 64);
  b.pad_to(16);
  for (int i = 0; i < 80; ++i) b.put<std::uint8_t>(static_cast<std::uint8_t>(i));
  return b;
}

// Reads everything that a load offers, so that a wrong extent is touched.
inline double exercise(const GgufFile& file) {
  double seen = static_cast<double>(file.metadata().all().size());
  for (const auto& [key, value] : file.metadata().all()) {
    if (const auto integer = file.metadata().integer(key)) seen += integer->has_value();
    if (const auto integers = file.metadata().integers(key)) seen += (*integers)->empty();
    if (const auto strings = file.metadata().strings(key)) {
      for (const std::string& text : **strings) seen += static_cast<double>(text.size());
    }
  }
  for (const TensorView& tensor : file.tensors()) {
    std::vector<float> values(tensor.elements());
    decode_blocks(tensor.type, tensor.data, values);
    seen += values.back();
  }
  return seen;
}

inline std::vector<std::byte> tiny_model() {
  return read_array<std::byte>(data_path("llada-tiny/llada-tiny-q4_0.gguf"));
}

// Start of the first tensor's data, which in files of llama.cpp is the start of the data section.
inline std::size_t data_start(std::span<const std::byte> bytes) {
  const auto file = GgufFile::parse(bytes, "model.gguf");
  std::size_t first = bytes.size();
  for (const TensorView& tensor : file.value().tensors()) {
    first = std::min(first, static_cast<std::size_t>(tensor.data.data() - bytes.data()));
  }
  return first;
}

inline void expect_tensors_inside(const GgufFile& file, std::span<const std::byte> bytes) {
  for (const TensorView& tensor : file.tensors()) {
    const auto offset = static_cast<std::size_t>(tensor.data.data() - bytes.data());
    ASSERT_LE(offset, bytes.size());
    ASSERT_LE(tensor.data.size(), bytes.size() - offset);
    ASSERT_EQ(tensor.data.size(), bytes_of(tensor.type, tensor.elements()));
  }
}

}  // namespace llada::test
