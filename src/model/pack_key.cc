#include "model/pack_key.h"

#include <algorithm>

#include "formats/hash.h"

namespace llada {
namespace {

// A sample is a read of one or two pages.
constexpr std::size_t kSamples = 256;
constexpr std::size_t kSampleBytes = 4096;

constexpr std::string_view kLayout = "layout";
constexpr std::string_view kSource = "source";
constexpr std::string_view kSample = "sample";
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

// From the middle: the ends of a tensor of embeddings are special tokens.
std::span<const std::byte> sample_of(const TensorView& tensor) {
  const auto rest = tensor.data.subspan(tensor.data.size() / 2);
  return rest.first(std::min(rest.size(), kSampleBytes));
}

// All reads are under way before the first is waited for.
std::string sample_line(const std::vector<TensorView>& tensors) {
  const std::size_t count = std::min(tensors.size(), kSamples);
  std::vector<std::uint64_t> hashes;
  const auto sampled = [&](std::size_t i) -> const TensorView& { return tensors[i * tensors.size() / count]; };
  for (std::size_t i = 0; i < count; ++i) sampled(i).file->expect(sample_of(sampled(i)));
  for (std::size_t i = 0; i < count; ++i) hashes.push_back(hash_bytes(sample_of(sampled(i))));
  return fmt::format("{}: {:016x}\n", kSample, hash_bytes(std::as_bytes(std::span(hashes))));
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

std::string layout_line(const WeightPlan& plan) {
  return fmt::format("{}: {}, version {}\n", kLayout, to_string(plan.layout()), kPackVersion);
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
  std::string key = layout_line(plan);
  for (const MappedFile* file : source_files(files)) key += source_line(*file, files);
  key += sample_line(files.tensors());
  for (const PlannedMatrix& matrix : plan.matrices()) key += matrix_line(matrix);
  return key;
}

std::string pack_key(std::string_view origin, const WeightPlan& plan) {
  std::string key = layout_line(plan) + fmt::format("{}: {}\n", kSource, origin);
  for (const PlannedMatrix& matrix : plan.matrices()) key += matrix_line(matrix);
  return key;
}

std::string_view difference(std::string_view found, std::string_view wanted) {
  while (!found.empty() || !wanted.empty()) {
    const std::string_view other = take_line(found);
    const std::string_view ours = take_line(wanted);
    if (other == ours) continue;
    if (ours.starts_with(kLayout)) return "made for another layout of weights";
    if (ours.starts_with(kSource) || ours.starts_with(kSample)) return "made from another version of the model";
    return "made for other matrices";
  }
  return {};
}

}  // namespace llada
