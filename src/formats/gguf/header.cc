#include "formats/gguf/header.h"

#include <algorithm>
#include <bit>
#include <set>

#include "base/checked.h"
#include "formats/gguf/byte_cursor.h"
#include "formats/gguf/limits.h"
#include "formats/gguf/tensor_info_reader.h"
#include "formats/gguf/value_reader.h"
#include "formats/printable.h"

namespace llada::gguf {
namespace {

constexpr std::uint32_t kMagic = 0x46554747;  // "GGUF"

Status check_magic(ByteCursor& cursor) {
  LLADA_TRY(magic, cursor.number<std::uint32_t>("the file's mark"));
  if (magic == kMagic) return {};
  return cursor.error_at(0, ErrorCode::kFormat,
                         "not a GGUF file: it begins with {:#010x}, not with {:#010x} (\"GGUF\")",
                         magic, kMagic);
}

Result<std::uint32_t> read_version(ByteCursor& cursor) {
  const std::size_t begin = cursor.position();
  LLADA_TRY(version, cursor.number<std::uint32_t>("the version"));
  if (version == 2 || version == 3) return version;
  if (version != 0 && (version & 0xffffu) == 0) {
    return cursor.error_at(begin, ErrorCode::kUnsupported,
                           "a big-endian file; convert it to little-endian first");
  }
  return cursor.error_at(
      begin, ErrorCode::kUnsupported,
      "GGUF version {}; versions 2 and 3 are read: convert the model again with a "
      "current converter",
      version);
}

Result<std::string_view> read_key(ByteCursor& cursor, const GgufMetadata& metadata) {
  const std::size_t begin = cursor.position();
  LLADA_TRY(key, cursor.text(kMaxKeyBytes, "a metadata key"));
  if (key.empty()) return cursor.error_at(begin, ErrorCode::kFormat, "an empty metadata key");
  if (!is_printable(key)) {
    return cursor.error_at(begin, ErrorCode::kFormat,
                           "a metadata key with bytes that are not printable ASCII");
  }
  if (metadata.contains(key)) {
    return cursor.error_at(begin, ErrorCode::kFormat, "metadata key {} appears twice", key);
  }
  return key;
}

Result<GgufMetadata> read_metadata(ByteCursor& cursor, std::uint64_t count) {
  GgufMetadata metadata;
  ValueReader values(cursor);
  for (std::uint64_t i = 0; i < count; ++i) {
    LLADA_TRY(key, read_key(cursor, metadata));
    LLADA_TRY(value, values.read(key));
    metadata.set(std::string(key), std::move(value));
  }
  return metadata;
}

// A tree, not a hash table: no choice of names makes it slow.
using NameSet = std::set<std::string_view>;

Result<std::string_view> read_tensor_name(ByteCursor& cursor, NameSet& names) {
  const std::size_t begin = cursor.position();
  LLADA_TRY(name, cursor.text(kMaxTensorNameBytes, "a tensor's name"));
  if (name.empty()) return cursor.error_at(begin, ErrorCode::kFormat, "a tensor without a name");
  if (!is_printable(name)) {
    return cursor.error_at(begin, ErrorCode::kFormat,
                           "a tensor's name with bytes that are not printable ASCII");
  }
  if (!names.insert(name).second) {
    return cursor.error_at(begin, ErrorCode::kFormat, "tensor {} appears twice", name);
  }
  return name;
}

Result<std::vector<TensorInfo>> read_tensor_infos(ByteCursor& cursor, std::uint64_t count,
                                                  std::uint64_t alignment) {
  std::vector<TensorInfo> tensors;
  tensors.reserve(count);
  NameSet names;
  for (std::uint64_t i = 0; i < count; ++i) {
    LLADA_TRY(name, read_tensor_name(cursor, names));
    LLADA_TRY(info, read_tensor_info(cursor, name, alignment));
    tensors.push_back(std::move(info));
  }
  return tensors;
}

Status check_extent(const TensorInfo& tensor, std::uint64_t data_bytes, std::string_view file) {
  if (tensor.offset <= data_bytes && tensor.bytes <= data_bytes - tensor.offset) return {};
  return fail(ErrorCode::kFormat,
              "{}: tensor {}: {} bytes at offset {} of a data section of {} bytes: beyond the end",
              file, tensor.name, tensor.bytes, tensor.offset, data_bytes);
}

Status check_disjoint(std::vector<const TensorInfo*> tensors, std::string_view file) {
  std::ranges::sort(tensors, {}, &TensorInfo::offset);
  for (std::size_t i = 1; i < tensors.size(); ++i) {
    const TensorInfo& before = *tensors[i - 1];
    const TensorInfo& after = *tensors[i];
    if (after.offset - before.offset < before.bytes) {
      return fail(ErrorCode::kFormat, "{}: tensors {} and {} overlap in the data section", file,
                  before.name, after.name);
    }
  }
  return {};
}

}  // namespace

Result<std::uint64_t> alignment_of(const GgufMetadata& metadata) {
  const GgufValue* value = metadata.find("general.alignment");
  if (value == nullptr) return kDefaultAlignment;
  const auto* alignment = std::get_if<std::uint32_t>(value);
  if (alignment != nullptr && std::has_single_bit(*alignment) && *alignment >= kMinAlignment &&
      *alignment <= kMaxAlignment) {
    return *alignment;
  }
  return fail(ErrorCode::kFormat,
              "general.alignment is {}; a u32 power of two from {} to {} is allowed",
              alignment != nullptr ? std::to_string(*alignment) : "not a u32", kMinAlignment,
              kMaxAlignment);
}

Result<Header> read_header(std::span<const std::byte> bytes, std::string_view file) {
  ByteCursor cursor(bytes, file);
  LLADA_CHECK(check_magic(cursor));
  Header header;
  LLADA_TRY(version, read_version(cursor));
  header.version = version;
  LLADA_TRY(tensor_count, cursor.count(kMaxTensors, kSmallestTensorEntry, "the number of tensors"));
  LLADA_TRY(key_count, cursor.count(kMaxKeys, kSmallestKeyEntry, "the number of metadata keys"));
  LLADA_TRY(metadata, read_metadata(cursor, key_count));
  header.metadata = std::move(metadata);
  const Result<std::uint64_t> alignment = alignment_of(header.metadata);
  if (!alignment) return fail_at(file, alignment.error());
  LLADA_CHECK(cursor.check_count(8, tensor_count, kMaxTensors, kSmallestTensorEntry,
                                 "the number of tensors"));
  LLADA_TRY(tensors, read_tensor_infos(cursor, tensor_count, *alignment));
  header.tensors = std::move(tensors);
  // Within 64 bits: the position is at most the size of the mapping.
  header.data_start = checked_round_up(cursor.position(), *alignment).value_or(UINT64_MAX);
  return header;
}

Status check_layout(const Header& header, std::uint64_t file_bytes, std::string_view file) {
  const std::uint64_t data_bytes = file_bytes - std::min(file_bytes, header.data_start);
  std::vector<const TensorInfo*> tensors;
  tensors.reserve(header.tensors.size());
  for (const TensorInfo& tensor : header.tensors) {
    LLADA_CHECK(check_extent(tensor, data_bytes, file));
    tensors.push_back(&tensor);
  }
  return check_disjoint(std::move(tensors), file);
}

}  // namespace llada::gguf
