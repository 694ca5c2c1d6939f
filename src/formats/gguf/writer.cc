#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "base/checked.h"
#include "formats/allocation_guard.h"
#include "formats/gguf/header.h"
#include "formats/gguf/header_writer.h"
#include "formats/gguf/limits.h"
#include "formats/gguf_writer.h"
#include "formats/output_file.h"

namespace llada {
namespace {

struct PlannedTensor {
  std::string name;
  std::uint64_t bytes = 0;
  std::uint64_t padding = 0;
};

struct PlannedData {
  std::vector<PlannedTensor> tensors;
  std::vector<std::uint64_t> offsets;
  std::uint64_t bytes = 0;  // of the data section
};

bool has_valid_rank(const GgufTensorPlan& tensor) {
  if (tensor.rank < 1 || tensor.rank > static_cast<int>(tensor.dims.size())) return false;
  const auto unused = tensor.dims.begin() + tensor.rank;
  return std::all_of(unused, tensor.dims.end(), [](std::uint64_t dim) { return dim == 1; });
}

std::optional<std::uint64_t> planned_bytes(const GgufTensorPlan& tensor) {
  std::optional<std::uint64_t> elements = 1;
  for (const std::uint64_t dim : tensor.dims) {
    if (elements) elements = checked_mul(*elements, dim);
  }
  return elements ? bytes_of(tensor.type, *elements) : std::nullopt;
}

Result<PlannedData> plan_data(const std::vector<GgufTensorPlan>& plan, std::uint64_t alignment) {
  PlannedData data;
  for (const GgufTensorPlan& tensor : plan) {
    const auto bytes = has_valid_rank(tensor) ? planned_bytes(tensor) : std::nullopt;
    const auto padded = bytes ? checked_round_up(*bytes, alignment) : std::nullopt;
    const auto end = padded ? checked_add(data.bytes, *padded) : std::nullopt;
    if (!end) {
      return fail(ErrorCode::kFormat,
                  "tensor {}: {} x {} x {} x {} elements (rank {}) cannot be stored as {}",
                  tensor.name, tensor.dims[0], tensor.dims[1], tensor.dims[2], tensor.dims[3],
                  tensor.rank, traits(tensor.type).name);
    }
    data.tensors.push_back({tensor.name, *bytes, *padded - *bytes});
    data.offsets.push_back(data.bytes);
    data.bytes = *end;
  }
  return data;
}

// What we write must pass our own reader: the same limits, stated once.
Status check_readable(std::span<const std::byte> header, std::uint64_t data_bytes,
                      std::string_view file) {
  LLADA_TRY(parsed, gguf::read_header(header, file));
  const auto file_bytes = checked_add(header.size(), data_bytes);
  return gguf::check_layout(parsed, file_bytes.value_or(0), file);
}

}  // namespace

struct GgufWriter::State {
  OutputFile file;
  std::string path;
  std::vector<PlannedTensor> tensors;
  std::size_t tensor = 0;     // the one being written
  std::uint64_t written = 0;  // bytes of it

  // Moves past every tensor whose bytes are complete.
  Status close_complete_tensors() {
    while (tensor < tensors.size() && written == tensors[tensor].bytes) {
      const std::vector<std::byte> zeros(tensors[tensor].padding);
      LLADA_CHECK(file.write(zeros));
      ++tensor;
      written = 0;
    }
    return {};
  }
};

Result<GgufWriter> GgufWriter::create(const std::filesystem::path& path,
                                      const GgufMetadata& metadata,
                                      std::vector<GgufTensorPlan> tensors) {
  return guard_allocation(path.native(), [&]() -> Result<GgufWriter> {
    LLADA_TRY(alignment, gguf::alignment_of(metadata));
    Result<PlannedData> data = plan_data(tensors, alignment);
    if (!data) return fail_at(path.native(), std::move(data).error());
    const std::string text = gguf::encode_header(metadata, tensors, data->offsets, alignment);
    const auto header = std::as_bytes(std::span(text));
    LLADA_CHECK(check_readable(header, data->bytes, path.native()));
    LLADA_TRY(file, OutputFile::create(path));
    LLADA_CHECK(file.write(header));
    return GgufWriter(
        std::make_unique<State>(State{std::move(file), path.string(), std::move(data->tensors)}));
  });
}

GgufWriter::GgufWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
GgufWriter::GgufWriter(GgufWriter&&) noexcept = default;
GgufWriter& GgufWriter::operator=(GgufWriter&&) noexcept = default;
GgufWriter::~GgufWriter() = default;

Status GgufWriter::append(std::span<const std::byte> data) {
  State& s = *state_;
  const std::uint64_t room =
      s.tensor < s.tensors.size() ? s.tensors[s.tensor].bytes - s.written : 0;
  if (data.size() > room) {
    return fail(ErrorCode::kInternal, "{}: {} bytes appended where {} were planned ({})", s.path,
                data.size(), room,
                s.tensor < s.tensors.size() ? "tensor " + s.tensors[s.tensor].name : "at the end");
  }
  return guard_allocation(s.path, [&]() -> Status {
    LLADA_CHECK(s.file.write(data));
    s.written += data.size();
    return s.close_complete_tensors();
  });
}

Status GgufWriter::finish() {
  State& s = *state_;
  if (s.tensor == s.tensors.size()) return s.file.publish();
  return fail(ErrorCode::kInternal, "{}: tensor {} is incomplete: {} of {} bytes were appended",
              s.path, s.tensors[s.tensor].name, s.written, s.tensors[s.tensor].bytes);
}

}  // namespace llada
