// The bytes before the data section.
#pragma once

#include <string>
#include <vector>

#include "formats/gguf_writer.h"

namespace llada::gguf {

// Header, metadata, tensor table and the padding up to the data section, GGUF v3. `offsets` holds
// where each tensor of `plan` begins in the data section. The caller checks the result with
// read_header().
std::string encode_header(const GgufMetadata& metadata, const std::vector<GgufTensorPlan>& plan,
                          const std::vector<std::uint64_t>& offsets, std::uint64_t alignment);

}  // namespace llada::gguf
