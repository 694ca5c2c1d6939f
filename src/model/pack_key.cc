#include "model/pack_key.h"

#include <algorithm>

#include "formats/hash.h"

namespace llada {
namespace {

// A sample is a read of one page, a tenth of a millisecond on a solid-state disk.
constexpr std::size_t kSamples = 256;
constexpr std::size_t kSampleBytes = 4096;

constexpr std::string_view kLayout = "layout";
constexpr std::string_view kSource = "source";
constexpr std::string_view kRows = "rows";
constexpr std::string_view kMatrix = "matrix";

// What precedes the tensors: metadata and their list.
std::span<const std::byte> header_of(const MappedFile& file, const ModelFiles& files) {
  std::size_t end = file.bytes().size();
  for (const TensorView& tensor : files.tensors()) {
    if (tensor.file != &file || tensor.data.empty()) continue;
    end = std::min(end, static_cast<std::size_t>(tensor.data.data() - file.bytes().data()));
  }
  return file.bytes().first(end);
}

std::string source_line(const MappedFile& file, const ModelFiles& files) {
  const FileStamp& stamp = file.stamp();
  return fmt::format("{}: {}, {} bytes, modified {}, changed {}, header {:016x}\n", kSource,
                     file.path().filename().string(), stamp.bytes, stamp.modified_ns, stamp.changed_ns,
                     hash_bytes(header_of(file, files)));
}

std::uint64_t sample_of(const PlannedMatrix& matrix) {
  const auto row = matrix.rows.row(matrix.shape.outputs / 2);
  return hash_bytes(row.first(std::min(row.size(), kSampleBytes)));
}

std::string rows_line(const WeightPlan& plan) {
  const auto& matrices = plan.matrices();
  const std::size_t count = std::min(matrices.size(), kSamples);
  std::vector<std::uint64_t> samples;
  for (std::size_t i = 0; i < count; ++i) samples.push_back(sample_of(matrices[i * matrices.size() / count]));
  return fmt::format("{}: {:016x}\n", kRows, hash_bytes(std::as_bytes(std::span(samples))));
}

std::string matrix_line(const PlannedMatrix& matrix) {
  const PackedShape& shape = matrix.shape;
  return fmt::format("{}: {}, {} in {}, {} x {}, {} bytes at {}\n", kMatrix, matrix.name, traits(shape.type).name,
                     to_string(shape.layout), shape.outputs, shape.inputs, shape.size_bytes(), matrix.offset);
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace

std::vector<const MappedFile*> source_files(const ModelFiles& files) {
  std::vector<const MappedFile*> sources;
  for (const TensorView& tensor : files.tensors()) {
    if (tensor.file == nullptr || std::ranges::find(sources, tensor.file) != sources.end()) continue;
    sources.push_back(tensor.file);
  }
  return sources;
}

std::string pack_key(const ModelFiles& files, const WeightPlan& plan) {
  std::string key = fmt::format("{}: {}, version {}\n", kLayout, to_string(plan.layout()), kPackVersion);
  for (const MappedFile* file : source_files(files)) key += source_line(*file, files);
  key += rows_line(plan);
  for (const PlannedMatrix& matrix : plan.matrices()) key += matrix_line(matrix);
  return key;
}

std::string_view difference(std::string_view found, std::string_view wanted) {
  while (!found.empty() || !wanted.empty()) {
    const std::string_view other = take_line(found);
    const std::string_view ours = take_line(wanted);
    if (other == ours) continue;
    if (ours.starts_with(kLayout)) return "made for another layout of weights";
    if (ours.starts_with(kSource) || ours.starts_with(kRows)) return "made from another version of the model";
    return "made for other matrices";
  }
  return {};
}

}  // namespace llada
