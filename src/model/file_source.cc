#include <algorithm>

#include "model/weight_source.h"

namespace llada {
namespace {

// A page that is read brings its neighbours into the map (fault-around: 64 KiB on Linux), so that reading
// the start of a part maps the end of the one before it again.
constexpr std::size_t kMappedAround = std::size_t{64} << 10;

void release_rows(const TensorRows& rows, int begin, int end) {
  const std::span<const std::byte> data = rows.tensor->data;
  const auto last = rows.row(end - 1);
  const auto first = static_cast<std::size_t>(rows.row(begin).data() - data.data());
  const std::size_t from = first - std::min(first, kMappedAround);
  const auto to = static_cast<std::size_t>(last.data() + last.size() - data.data());
  rows.tensor->file->release(data.subspan(from, to - from));
}

MatrixRows matrix_rows(const TensorRows& rows) {
  MatrixRows source;
  source.row = [rows](int output) { return rows.row(output); };
  if (rows.tensor->file != nullptr) {
    source.release = [rows](int begin, int end) { release_rows(rows, begin, end); };
  }
  return source;
}

}  // namespace

Status FileSource::matrix(const std::string& name, int outputs, int inputs, PackedMatrix& slot) {
  LLADA_TRY(rows, files_.matrix(name, outputs, inputs));
  return plan_.add(name, rows.tensor->type, outputs, inputs, matrix_rows(rows), slot);
}

Status FileSource::expert(int layer, std::string_view part, int expert, int outputs, int inputs,
                          PackedMatrix& slot) {
  LLADA_TRY(rows, files_.expert(layer, part, expert, outputs, inputs));
  const std::string stack = layer_tensor(layer, fmt::format("ffn_{}_exps", part));
  return plan_.add(fmt::format("{}[{}]", stack, expert), rows.tensor->type, outputs, inputs, matrix_rows(rows),
                   slot);
}

Status FileSource::vector(const std::string& name, int size, float, std::vector<float>& out) {
  LLADA_TRY(values, files_.vector(name, size));
  out = std::move(values);
  return {};
}

}  // namespace llada
