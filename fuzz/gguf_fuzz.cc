// A GGUF file is refused or loads; a load's metadata and every byte of its tensors can be read.
#include <cstdint>
#include <span>
#include <vector>

#include "formats/gguf.h"
#include "formats/quant.h"

namespace {

void read_metadata(const llada::GgufMetadata& metadata) {
  for (const auto& [key, value] : metadata.all()) {
    (void)metadata.integer(key);
    (void)metadata.real(key);
    (void)metadata.boolean(key);
    (void)metadata.string(key);
    (void)metadata.strings(key);
    (void)metadata.integers(key);
  }
}

void read_tensors(const llada::GgufFile& file) {
  for (const llada::TensorView& tensor : file.tensors()) {
    if (file.tensor(tensor.name) != &tensor) __builtin_trap();
    std::vector<float> values(tensor.elements());
    llada::decode_blocks(tensor.type, tensor.data, values);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = llada::GgufFile::parse(std::as_bytes(std::span(data, size)), "fuzz.gguf");
  if (!file) return 0;
  read_metadata(file->metadata());
  read_tensors(*file);
  return 0;
}
