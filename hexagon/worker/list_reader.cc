#include "worker/list_reader.h"

namespace llada::dsp {
namespace {

constexpr uint32_t kMagic = 0x55504e4c;  // "LNPU"
constexpr uint64_t kHeaderBytes = 24;
constexpr uint32_t kMaxCommands = 1u << 18;
constexpr uint32_t kNegativeZero = 0x80000000u;

// Takes little-endian numbers; past the end everything is zero and `short_` is set.
class Source {
 public:
  Source(const uint8_t* at, const uint8_t* end) : at_(at), end_(end) {}

  uint64_t number(uint32_t bytes) {
    if (static_cast<uint64_t>(end_ - at_) < bytes) {
      at_ = end_;
      short_ = true;
      return 0;
    }
    uint64_t value = 0;
    for (uint32_t i = 0; i < bytes; ++i) value |= static_cast<uint64_t>(*at_++) << (8 * i);
    return value;
  }
  uint8_t byte() { return static_cast<uint8_t>(number(1)); }
  uint32_t word() { return static_cast<uint32_t>(number(4)); }
  Range range() {
    Range r;
    r.buffer = static_cast<int32_t>(word());
    r.offset = number(8);
    r.length = number(8);
    return r;
  }
  uint8_t choice(uint8_t count) {
    const uint8_t raw = byte();
    if (raw >= count) bad_ = true;
    return raw;
  }

  void refuse() { bad_ = true; }
  [[nodiscard]] bool ended() const { return short_; }
  [[nodiscard]] bool bad() const { return bad_; }
  [[nodiscard]] const uint8_t* at() const { return at_; }

 private:
  const uint8_t* at_;
  const uint8_t* end_;
  bool short_ = false;
  bool bad_ = false;
};

float read_epsilon(Source& source) {
  const uint32_t bits = source.word();
  if (bits == kNegativeZero) source.refuse();  // there is one encoding of a list
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

void read(Source& source, Product& p) {
  p.type = source.word();
  p.layout = source.byte();
  p.outputs = source.word();
  p.inputs = source.word();
  p.weights = source.range();
  p.output = source.range();
}

void read(Source& source, ProductsCommand& c) {
  c.part = source.choice(5);
  c.layer = source.word();
  c.rows = source.word();
  c.input = source.range();
  c.count = source.word();
  if (c.count == 0 || c.count > kMaxProducts) return source.refuse();
  for (uint32_t i = 0; i < c.count; ++i) read(source, c.products[i]);
}

void read(Source& source, AttentionCommand& c) {
  uint32_t* const extents[] = {&c.layer, &c.rows, &c.positions, &c.heads, &c.kv_heads, &c.head_dim};
  for (uint32_t* extent : extents) *extent = source.word();
  Range* const ranges[] = {&c.queries, &c.keys, &c.values, &c.own_keys, &c.own_values, &c.replaced, &c.output};
  for (Range* range : ranges) *range = source.range();
}

void read(Source& source, ElementwiseCommand& c) {
  c.kind = static_cast<ElementwiseKind>(source.choice(kElementwiseKinds));
  c.layer = source.word();
  c.rows = source.word();
  c.width = source.word();
  c.head_dim = source.word();
  c.epsilon = read_epsilon(source);
  c.first = source.range();
  c.second = source.range();
  c.output = source.range();
}

void read(Source& source, HeadCommand& c) {
  c.rows = source.word();
  c.first_token = source.word();
  c.tokens = source.word();
  c.slice = source.word();
  c.logits = source.range();
  c.statistics = source.range();
}

void read(Source& source, Command& command) {
  switch (command.kind) {
    case CommandKind::kStage:
      command.from = source.range();
      command.to = source.range();
      return;
    case CommandKind::kMap:
    case CommandKind::kUnmap:
      command.buffer = static_cast<int32_t>(source.word());
      return;
    case CommandKind::kProducts: return read(source, command.products);
    case CommandKind::kAttention: return read(source, command.attention);
    case CommandKind::kElementwise: return read(source, command.elementwise);
    case CommandKind::kHead: return read(source, command.head);
    case CommandKind::kFence: return;
  }
}

}  // namespace

Outcome ListReader::open(const uint8_t* bytes, uint64_t count) {
  *this = ListReader();
  if (count < kHeaderBytes) return wrong(Problem::kListHeader, count, kHeaderBytes);
  Source header(bytes, bytes + kHeaderBytes);
  const uint32_t magic = header.word();
  const uint64_t version = header.number(2);
  activations_ = static_cast<uint32_t>(header.number(2));
  const uint32_t commands = header.word();
  const uint64_t payload = header.word();
  const uint64_t sum = header.number(8);
  if (magic != kMagic) return wrong(Problem::kListHeader, magic, kMagic);
  if (version != wire::kListVersion) return wrong(Problem::kOtherVersion, version, wire::kListVersion);
  if (payload != count - kHeaderBytes) return wrong(Problem::kListEnd, count, kHeaderBytes + payload);
  if (commands > kMaxCommands) return wrong(Problem::kExtent, commands, kMaxCommands);
  at_ = bytes + kHeaderBytes;
  end_ = bytes + count;
  if (sum != wire::checksum(at_, payload)) return wrong(Problem::kListChecksum);
  commands_ = commands;
  if (commands_ == 0 && at_ != end_) return wrong(Problem::kListEnd, payload);
  return {};
}

Outcome ListReader::next(Command& command) {
  Source source(at_, end_);
  index_ = next_++;
  const uint8_t kind = source.choice(kCommandKinds);
  if (!source.bad()) {
    command.kind = static_cast<CommandKind>(kind);
    read(source, command);
  }
  at_ = source.at();
  if (source.ended()) return wrong(Problem::kListEnd);
  if (source.bad()) return wrong(Problem::kListCommand, kind);
  if (!more() && at_ != end_) return wrong(Problem::kListEnd, static_cast<uint64_t>(end_ - at_));
  return {};
}

}  // namespace llada::dsp
