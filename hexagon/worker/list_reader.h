// Command lists as the host encodes them (npu/command_codec.h), read one command at a time, in place.
// Freestanding. It trusts nothing but that the bytes are there; what commands mean is checked where they
// run (executor.h).
#pragma once

#include "worker/problem.h"

namespace llada::dsp {

struct Range {
  int32_t buffer = -1;
  uint64_t offset = 0;
  uint64_t length = 0;
};

// In the order of the host's variant, which is that of the encoding.
enum class CommandKind : uint8_t { kStage, kMap, kUnmap, kProducts, kAttention, kElementwise, kHead, kFence };
inline constexpr uint8_t kCommandKinds = 8;

struct Product {
  uint32_t type = 0;    // GGUF number
  uint8_t layout = 0;   // 0: none, else 1 + the host's PackLayout
  uint32_t outputs = 0;
  uint32_t inputs = 0;
  Range weights{};
  Range output{};
};
inline constexpr uint32_t kMaxProducts = 3;

struct ProductsCommand {
  uint8_t part = 0;
  uint32_t layer = 0;
  uint32_t rows = 0;
  Range input{};
  uint32_t count = 0;
  Product products[kMaxProducts]{};
};

struct AttentionCommand {
  uint32_t layer = 0;
  uint32_t rows = 0;
  uint32_t positions = 0;
  uint32_t heads = 0;
  uint32_t kv_heads = 0;
  uint32_t head_dim = 0;
  Range queries{}, keys{}, values{}, own_keys{}, own_values{}, replaced{}, output{};
};

enum class ElementwiseKind : uint8_t {
  kNorm, kRotatePairs, kRotateHalves, kGate, kAdd, kAddVector, kScatterRows, kGatherRows
};
inline constexpr uint8_t kElementwiseKinds = 8;

struct ElementwiseCommand {
  ElementwiseKind kind = ElementwiseKind::kNorm;
  uint32_t layer = 0;
  uint32_t rows = 0;
  uint32_t width = 0;
  uint32_t head_dim = 0;
  float epsilon = 0;
  Range first{}, second{}, output{};
};

struct HeadCommand {
  uint32_t rows = 0;
  uint32_t first_token = 0;
  uint32_t tokens = 0;
  uint32_t slice = 0;
  Range logits{}, statistics{};
};

// The member that `kind` names holds.
struct Command {
  CommandKind kind = CommandKind::kFence;
  Range from{}, to{};      // kStage
  int32_t buffer = -1;     // kMap, kUnmap
  ProductsCommand products{};
  AttentionCommand attention{};
  ElementwiseCommand elementwise{};
  HeadCommand head{};
};

class ListReader {
 public:
  ListReader() = default;
  // Checks the header and the checksum of the payload.
  Outcome open(const uint8_t* bytes, uint64_t count);

  [[nodiscard]] uint32_t activations() const { return activations_; }  // GGUF number
  [[nodiscard]] uint32_t commands() const { return commands_; }
  [[nodiscard]] uint32_t index() const { return index_; }  // of the command read last
  [[nodiscard]] bool more() const { return next_ < commands_; }
  // Also refuses bytes left over behind the last command.
  Outcome next(Command& command);

 private:
  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
  uint32_t activations_ = 0;
  uint32_t commands_ = 0;
  uint32_t next_ = 0;
  uint32_t index_ = 0;
};

}  // namespace llada::dsp
