#include "api/network.h"

#include <array>
#include <map>

#include "model/model_files.h"
#include "model/weight_chunks.h"

namespace llada {
namespace {

constexpr std::array<std::string_view, 7> kMatrixNames{
    "attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"};

Result<NetworkShape> shape_of(const ModelConfig& config) {
  if (config.moe.experts > 0) {
    return fail(ErrorCode::kUnsupported,
                "{}: mixtures of experts are not planned for a window yet; give a dense model",
                config.name);
  }
  return network_shape(config);
}

Result<TensorType> type_of(const ModelFiles& files, const std::string& name) {
  if (const TensorView* tensor = files.find(name)) return tensor->type;
  return fail(ErrorCode::kFormat, "{}: there is no tensor {}", files.path().string(), name);
}

// The type of each matrix by layer.
using TypeMap = std::map<std::pair<int, LayerMatrix>, TensorType>;

Result<TypeMap> types_of(const ModelFiles& files) {
  TypeMap types;
  for (int layer = 0; layer < files.config().layers; ++layer) {
    for (std::size_t at = 0; at < kMatrixNames.size(); ++at) {
      LLADA_TRY(type, type_of(files, layer_tensor(layer, kMatrixNames[at])));
      types[{layer, static_cast<LayerMatrix>(at)}] = type;
    }
  }
  return types;
}

}  // namespace

Result<Network> network_of_shape(std::string_view name, TensorType type) {
  LLADA_TRY(config, config_of_shape(name));
  LLADA_TRY(shape, shape_of(config));
  shape.weights = shape.head = type;
  LLADA_TRY(chunks, chunks_of(shape));
  return Network{fmt::format("{} {}", name, traits(type).name), shape, std::move(chunks)};
}

Result<Network> network_of_model(const std::filesystem::path& path) {
  LLADA_TRY(files, ModelFiles::open(path));
  LLADA_TRY(shape, shape_of(files.config()));
  const bool tied = files.find("output.weight") == nullptr;
  LLADA_TRY(head, type_of(files, tied ? "token_embd.weight" : "output.weight"));
  LLADA_TRY(types, types_of(files));
  shape.head = head;
  shape.weights = types.at({0, LayerMatrix::kQuery});
  LLADA_TRY(chunks, chunks_of(shape, [&types](int layer, LayerMatrix matrix) {
              return types.at({layer, matrix});
            }));
  return Network{path.filename().string(), shape, std::move(chunks)};
}

}  // namespace llada
