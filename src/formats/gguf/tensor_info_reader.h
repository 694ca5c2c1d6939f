// Reads one entry of the tensor table.
#pragma once

#include "formats/gguf/byte_cursor.h"
#include "formats/gguf/header.h"

namespace llada::gguf {

// The cursor stands after the entry's name. Errors: kFormat; kUnsupported for a type we cannot
// decode.
Result<TensorInfo> read_tensor_info(ByteCursor& cursor, std::string_view name,
                                    std::uint64_t alignment);

}  // namespace llada::gguf
