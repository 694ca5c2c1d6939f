// Writes a GGUF v3 file tensor by tensor, so that converting a model needs no more memory than its
// largest tensor. The file appears under its name only when finish() succeeds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "formats/gguf.h"

namespace llada {

struct GgufTensorPlan {
  std::string name;
  TensorType type = TensorType::kF32;
  std::array<std::uint64_t, 4> dims{1, 1, 1, 1};  // fastest axis first
  int rank = 1;
};

class GgufWriter {
 public:
  // Writes header, metadata and tensor infos to a temporary file beside `path`.
  static Result<GgufWriter> create(const std::filesystem::path& path, const GgufMetadata& metadata,
                                   std::vector<GgufTensorPlan> tensors);
  GgufWriter(GgufWriter&&) noexcept;
  GgufWriter& operator=(GgufWriter&&) noexcept;
  ~GgufWriter();  // removes the temporary file unless finished

  // The data of the next tensor, in the order of the plan; may be called several times per tensor until
  // its bytes are complete. Error: kInternal when more bytes come than planned, kIo.
  Status append(std::span<const std::byte> data);

  // Error: kInternal when tensors are missing, kIo. Renames the file into place.
  Status finish();

 private:
  struct State;
  explicit GgufWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace llada
