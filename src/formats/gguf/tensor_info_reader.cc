#include "formats/gguf/tensor_info_reader.h"

#include <algorithm>
#include <array>

#include "base/checked.h"
#include "formats/gguf/limits.h"

namespace llada::gguf {
namespace {

struct ForeignType {
  std::uint32_t gguf_id;
  std::string_view name;
};

// Types that exist but that we do not decode: named, so that the user knows what to convert.
constexpr std::array kForeignTypes{
    ForeignType{9, "q8_1"},    ForeignType{15, "q8_k"},    ForeignType{16, "iq2_xxs"},
    ForeignType{17, "iq2_xs"}, ForeignType{18, "iq3_xxs"}, ForeignType{19, "iq1_s"},
    ForeignType{21, "iq3_s"},  ForeignType{22, "iq2_s"},   ForeignType{24, "i8"},
    ForeignType{25, "i16"},    ForeignType{26, "i32"},     ForeignType{27, "i64"},
    ForeignType{28, "f64"},    ForeignType{29, "iq1_m"},   ForeignType{34, "tq1_0"},
    ForeignType{35, "tq2_0"},  ForeignType{40, "nvfp4"},   ForeignType{41, "q1_0"},
    ForeignType{42, "q2_0"},
};

Status read_dims(ByteCursor& cursor, TensorInfo& info) {
  const std::size_t begin = cursor.position();
  LLADA_TRY(rank, cursor.number<std::uint32_t>(info.name));
  if (rank < 1 || rank > kMaxRank) {
    return cursor.error_at(begin, ErrorCode::kFormat,
                           "tensor {} has {} dimensions; 1 to {} are allowed", info.name, rank,
                           kMaxRank);
  }
  info.rank = static_cast<int>(rank);
  for (std::uint32_t axis = 0; axis < rank; ++axis) {
    const std::size_t at = cursor.position();
    LLADA_TRY(dim, cursor.number<std::uint64_t>(info.name));
    if (dim < 1 || dim > kMaxDim) {
      return cursor.error_at(at, ErrorCode::kFormat,
                             "tensor {}: dimension {} is {}; 1 to {} are allowed", info.name, axis,
                             dim, kMaxDim);
    }
    info.dims[axis] = dim;
  }
  return {};
}

Result<TensorType> read_type(ByteCursor& cursor, std::string_view tensor) {
  const std::size_t begin = cursor.position();
  LLADA_TRY(id, cursor.number<std::uint32_t>(tensor));
  if (const auto type = tensor_type_from_gguf(id)) return *type;
  const auto foreign = std::ranges::find(kForeignTypes, id, &ForeignType::gguf_id);
  if (foreign == kForeignTypes.end()) {
    return cursor.error_at(begin, ErrorCode::kFormat, "tensor {}: there is no type {}", tensor, id);
  }
  return cursor.error_at(
      begin, ErrorCode::kUnsupported,
      "tensor {} is of type {}, which is not supported; use a file in q4_k, q6_k, "
      "q8_0 or another supported type",
      tensor, foreign->name);
}

Result<std::uint64_t> tensor_bytes(const ByteCursor& cursor, std::size_t begin,
                                   const TensorInfo& info) {
  const std::uint32_t block = traits(info.type).block_elements;
  if (info.dims[0] % block != 0) {
    return cursor.error_at(begin, ErrorCode::kFormat,
                           "tensor {}: rows of {} elements; {} needs a multiple of {}", info.name,
                           info.dims[0], traits(info.type).name, block);
  }
  std::optional<std::uint64_t> elements = 1;
  for (const std::uint64_t dim : info.dims) {
    if (elements) elements = checked_mul(*elements, dim);
  }
  const auto bytes =
      elements && *elements <= kMaxElements ? bytes_of(info.type, *elements) : std::nullopt;
  if (bytes) return *bytes;
  return cursor.error_at(begin, ErrorCode::kFormat,
                         "tensor {}: {} x {} x {} x {} elements are beyond 64 bits", info.name,
                         info.dims[0], info.dims[1], info.dims[2], info.dims[3]);
}

Result<std::uint64_t> read_offset(ByteCursor& cursor, std::string_view tensor,
                                  std::uint64_t alignment) {
  const std::size_t begin = cursor.position();
  LLADA_TRY(offset, cursor.number<std::uint64_t>(tensor));
  if (offset % alignment == 0) return offset;
  return cursor.error_at(begin, ErrorCode::kFormat,
                         "tensor {}: offset {} is not a multiple of the alignment {}", tensor,
                         offset, alignment);
}

}  // namespace

Result<TensorInfo> read_tensor_info(ByteCursor& cursor, std::string_view name,
                                    std::uint64_t alignment) {
  const std::size_t begin = cursor.position();
  TensorInfo info;
  info.name = name;
  LLADA_CHECK(read_dims(cursor, info));
  LLADA_TRY(type, read_type(cursor, name));
  info.type = type;
  LLADA_TRY(bytes, tensor_bytes(cursor, begin, info));
  info.bytes = bytes;
  LLADA_TRY(offset, read_offset(cursor, name, alignment));
  info.offset = offset;
  return info;
}

}  // namespace llada::gguf
