// A safetensors file is refused or loads; every byte of a load's tensors can be read.
#include <cstdint>
#include <span>
#include <vector>

#include "formats/quant.h"
#include "formats/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto model = llada::SafetensorsModel::parse(std::as_bytes(std::span(data, size)), "fuzz");
  if (!model) return 0;
  for (const llada::TensorView& tensor : model->tensors()) {
    if (model->tensor(tensor.name) != &tensor) __builtin_trap();
    std::vector<float> values(tensor.elements());
    llada::decode_blocks(tensor.type, tensor.data, values);
  }
  return 0;
}
