// What an accelerator is asked to do, as data: no pointer, no handle of the host, nothing that a
// second process or another processor could not read. Memory is named by buffer, offset and length.
//
// A list means what it means when its commands run one after another. A device may overlap commands
// of different units (staging beside products) as long as their ranges do not conflict; products,
// attention, elementwise work and head statistics run in order. A fence lets nothing pass.
//
// Rows are activation rows, back to back; activations are f16 or f32 as the list says. Norm weights,
// biases and angles are f32, positions and indices u32, whatever the activations are.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "formats/tensor_type.h"
#include "kernels/packed_matrix.h"
#include "npu/device_error.h"

namespace llada {

using BufferId = Id<struct BufferTag>;

struct BufferRange {
  BufferId buffer;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  friend bool operator==(const BufferRange&, const BufferRange&) = default;
};

// Copies bytes from backing memory into the window (equal lengths), on the staging unit.
struct StageCommand {
  BufferRange from{};
  BufferRange to{};
  friend bool operator==(const StageCommand&, const StageCommand&) = default;
};

// Makes a backing buffer visible as it is, at an address of the device's choice.
struct MapCommand {
  BufferId buffer;
  friend bool operator==(const MapCommand&, const MapCommand&) = default;
};

struct UnmapCommand {
  BufferId buffer;
  friend bool operator==(const UnmapCommand&, const UnmapCommand&) = default;
};

// Parts of a layer whose products share one input.
enum class ProductPart : std::uint8_t {
  kQueryKeyValue,
  kAttentionOut,
  kGateUp,
  kDown,
  kHead,
};
inline constexpr std::uint8_t kProductParts = 5;
[[nodiscard]] std::string_view to_string(ProductPart part);

// Bytes of weights[outputs][inputs]; without a layout, rows of blocks of `type`. nullopt: `inputs` are no
// whole blocks, or there are too many bytes to count.
[[nodiscard]] std::optional<std::uint64_t> weight_bytes(TensorType type, std::optional<PackLayout> layout,
                                                        std::uint32_t outputs, std::uint32_t inputs);

// output[rows][outputs] = input[rows][inputs] x weights[outputs][inputs], weights as weight_bytes().
struct Product {
  TensorType type = TensorType::kF16;
  std::optional<PackLayout> layout{};
  std::uint32_t outputs = 0;
  std::uint32_t inputs = 0;
  BufferRange weights{};
  BufferRange output{};
  friend bool operator==(const Product&, const Product&) = default;
};

inline constexpr std::size_t kMaxProducts = 3;

struct ProductsCommand {
  ProductPart part = ProductPart::kQueryKeyValue;
  std::uint32_t layer = 0;
  std::uint32_t rows = 0;
  BufferRange input{};
  std::uint32_t count = 0;  // of `products` in use; the others stay as constructed
  std::array<Product, kMaxProducts> products{};

  [[nodiscard]] std::span<const Product> used() const { return {products.data(), count}; }
  friend bool operator==(const ProductsCommand&, const ProductsCommand&) = default;
};

// Stands for no position, where a position is optional.
inline constexpr std::uint32_t kNoPosition = ~std::uint32_t{0};

// output[rows][heads * head_dim] from queries of the same shape and the keys and values of all
// `positions` [positions][kv_heads * head_dim]; no causal mask. A probe row sees its own key and value,
// [rows][kv_heads * head_dim], in place of those at `replaced` [rows]; other rows have kNoPosition there.
struct AttentionCommand {
  std::uint32_t layer = 0;
  std::uint32_t rows = 0;
  std::uint32_t positions = 0;
  std::uint32_t heads = 0;
  std::uint32_t kv_heads = 0;
  std::uint32_t head_dim = 0;
  BufferRange queries{};
  BufferRange keys{};
  BufferRange values{};
  BufferRange own_keys{};
  BufferRange own_values{};
  BufferRange replaced{};
  BufferRange output{};
  friend bool operator==(const AttentionCommand&, const AttentionCommand&) = default;
};

enum class ElementwiseKind : std::uint8_t {
  kNorm,         // first: rows, second: the norm's weights [width]
  kRotatePairs,  // first: rows of queries or keys, second: angles, [rows][cos, sin][rotated / 2]; values
                 // 2 i and 2 i + 1 of a head's first `rotated` turn together
  kRotateHalves,  // the same, values i and i + rotated / 2
  kGate,          // silu(first) * second
  kAdd,           // first + second
  kAddVector,     // first + second [width], in every row
  kScatterRows,   // first: rows of K or V, second: their positions or kNoPosition, output: a cache
  kGatherRows,    // first: rows, second: indices of those wanted, output: them
};
inline constexpr std::uint8_t kElementwiseKinds = 8;
[[nodiscard]] std::string_view to_string(ElementwiseKind kind);

// output[rows][width]; kScatterRows: output[positions][width]
struct ElementwiseCommand {
  ElementwiseKind kind = ElementwiseKind::kNorm;
  std::uint32_t layer = 0;
  std::uint32_t rows = 0;
  std::uint32_t width = 0;
  std::uint32_t head_dim = 0;  // rotations: values of a head, which `width` is a multiple of; else 0
  float epsilon = 0;           // kNorm: added to the mean square; else 0
  BufferRange first{};
  BufferRange second{};
  BufferRange output{};
  friend bool operator==(const ElementwiseCommand&, const ElementwiseCommand&) = default;
};

inline constexpr std::uint64_t kHeadStatisticsBytes = 64;  // per row: npu/head_statistics.h

// Folds a tile of logits [rows][tokens], which begins at `first_token`, into the statistics of its
// rows, so that the logits of the whole vocabulary never lie in memory together. Sums are taken over
// runs of `slice` tokens, which fixes the rounding; tile 0 (first_token 0) begins anew.
struct HeadStatisticsCommand {
  std::uint32_t rows = 0;
  std::uint32_t first_token = 0;
  std::uint32_t tokens = 0;
  std::uint32_t slice = 0;
  BufferRange logits{};
  BufferRange statistics{};
  friend bool operator==(const HeadStatisticsCommand&, const HeadStatisticsCommand&) = default;
};

// Everything before it, on every unit, is done before anything after it begins.
struct FenceCommand {
  friend bool operator==(const FenceCommand&, const FenceCommand&) = default;
};

using Command =
    std::variant<StageCommand, MapCommand, UnmapCommand, ProductsCommand, AttentionCommand,
                 ElementwiseCommand, HeadStatisticsCommand, FenceCommand>;

struct CommandList {
  TensorType activations = TensorType::kF16;  // or kF32
  std::vector<Command> commands;
  friend bool operator==(const CommandList&, const CommandList&) = default;
};

// Bounds on what one command may say: far above any model, low enough that no size overflows.
struct CommandLimits {
  static constexpr std::uint32_t kRows = 1u << 16;
  static constexpr std::uint32_t kExtent = 1u << 24;
  static constexpr std::uint32_t kLayers = 1u << 12;
  static constexpr std::uint32_t kHeads = 1u << 12;
  static constexpr std::uint64_t kRangeBytes = std::uint64_t{1} << 34;  // 16 GiB
  static constexpr std::size_t kCommands = std::size_t{1} << 18;
};

// What holds for any device: extents within bounds, ranges that do not overflow and have the size
// their shapes ask for. Error: kInvalid naming the command's index, the field and the bound.
[[nodiscard]] DeviceStatus check_commands(const CommandList& list);

}  // namespace llada
