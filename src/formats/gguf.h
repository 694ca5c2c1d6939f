// GGUF v2 and v3, little-endian: reader (single file or split set) and writer. Nothing in the file is
// trusted: every count, length, offset and type is checked against the bytes that remain, and the
// largest allocation stays within the file's size plus a fixed cap. Format: specs of ggml-org/ggml.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "formats/mapped_file.h"
#include "formats/tensor_file.h"

namespace llada {

// Arrays keep their element type; integers are widened when read through the getters below.
using GgufArray = std::variant<std::vector<std::uint8_t>, std::vector<std::int8_t>,
                               std::vector<std::uint16_t>, std::vector<std::int16_t>,
                               std::vector<std::uint32_t>, std::vector<std::int32_t>,
                               std::vector<std::uint64_t>, std::vector<std::int64_t>,
                               std::vector<float>, std::vector<double>, std::vector<bool>,
                               std::vector<std::string>>;
using GgufValue = std::variant<std::uint8_t, std::int8_t, std::uint16_t, std::int16_t, std::uint32_t,
                               std::int32_t, std::uint64_t, std::int64_t, float, double, bool,
                               std::string, GgufArray>;

class GgufMetadata {
 public:
  void set(std::string key, GgufValue value) { values_.insert_or_assign(std::move(key), std::move(value)); }
  [[nodiscard]] bool contains(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] const GgufValue* find(std::string_view key) const;

  // Each getter gives nullopt/nullptr when the key is absent, and an error (kFormat, naming the key and
  // the type found) when it has another type. Integers accept any integer type whose value fits.
  [[nodiscard]] Result<std::optional<std::int64_t>> integer(std::string_view key) const;
  [[nodiscard]] Result<std::optional<double>> real(std::string_view key) const;
  [[nodiscard]] Result<std::optional<bool>> boolean(std::string_view key) const;
  [[nodiscard]] Result<const std::string*> string(std::string_view key) const;
  [[nodiscard]] Result<const std::vector<std::string>*> strings(std::string_view key) const;
  [[nodiscard]] Result<std::optional<std::vector<std::int64_t>>> integers(std::string_view key) const;

  [[nodiscard]] const std::map<std::string, GgufValue, std::less<>>& all() const { return values_; }

 private:
  std::map<std::string, GgufValue, std::less<>> values_;
};

class GgufFile {
 public:
  // Opens one file; if its name is PREFIX-00001-of-0000N.gguf, the whole set (any other shard as
  // `path` is an error that names the first). Errors: kNotFound, kIo, kFormat (with byte offset),
  // kUnsupported (version, big-endian, a tensor type we cannot decode).
  static Result<GgufFile> open(const std::filesystem::path& path);

  // Parses a file that is already in memory (tests, fuzzers). `bytes` must outlive the result.
  static Result<GgufFile> parse(std::span<const std::byte> bytes, std::string_view name);

  [[nodiscard]] std::uint32_t version() const { return version_; }
  [[nodiscard]] const GgufMetadata& metadata() const { return metadata_; }
  [[nodiscard]] const std::vector<TensorView>& tensors() const { return tensors_; }
  [[nodiscard]] const TensorView* tensor(std::string_view name) const;
  [[nodiscard]] std::uint64_t file_bytes() const;  // of all shards

 private:
  friend class GgufAssembly;
  std::uint32_t version_ = 0;
  GgufMetadata metadata_;
  std::vector<TensorView> tensors_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<std::unique_ptr<MappedFile>> files_;
  std::uint64_t parsed_bytes_ = 0;
};

}  // namespace llada
