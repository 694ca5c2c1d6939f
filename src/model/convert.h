// Any readable model to one GGUF file, optionally in another tensor type.
#pragma once

#include <filesystem>
#include <optional>

#include "base/cancel.h"
#include "model/model_files.h"

namespace llada {

struct ConvertOptions {
  // Type of the matrices; absent: as they are. Vectors and MoE routers become F32. Where a row is no
  // multiple of the type's block the next finer type that fits is taken (Q8_0, then F16).
  std::optional<TensorType> type;
};

// Writes `files` to `destination`. `metadata` holds what the caller wants in the file beyond the model's
// own keys (the tokenizer); a GGUF source's keys are kept. Errors: kUnsupported (a type we cannot write),
// kIo, kFormat, kCancelled; the destination is untouched by a failure.
Status convert(const ModelFiles& files, const GgufMetadata& metadata, const std::filesystem::path& destination,
               const ConvertOptions& options, const Progress& progress = {}, const CancelFlag* cancel = nullptr);

}  // namespace llada
