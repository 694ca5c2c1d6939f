#include "npu/command_codec.h"

#include <algorithm>
#include <bit>
#include <type_traits>

namespace llada {
namespace {

constexpr std::uint32_t kMagic = 0x55504e4c;  // "LNPU" in little-endian order
constexpr std::size_t kHeaderBytes = 24;
constexpr std::uint32_t kNegativeZero = 0x80000000;

// Appends and takes whole numbers, least significant byte first whatever the machine.
class ByteSink {
 public:
  template <class Number>
  void number(Number value) {
    auto bits = static_cast<std::make_unsigned_t<Number>>(value);
    for (std::size_t at = 0; at < sizeof(Number); ++at)
      bytes.push_back(static_cast<std::byte>((bits >> (8 * at)) & 0xff));
  }
  std::vector<std::byte> bytes;
};

class ByteSource {
 public:
  explicit ByteSource(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <class Number>
  void number(Number& value) {
    if (bytes_.size() < sizeof(Number)) {
      fail("the bytes end within a command");
      bytes_ = {};
      return;
    }
    std::make_unsigned_t<Number> bits = 0;
    for (std::size_t at = 0; at < sizeof(Number); ++at) {
      bits = static_cast<decltype(bits)>(
          bits | static_cast<decltype(bits)>(static_cast<decltype(bits)>(bytes_[at]) << (8 * at)));
    }
    value = static_cast<Number>(bits);
    bytes_ = bytes_.subspan(sizeof(Number));
  }
  // The first thing found wrong; what was read since then is worthless.
  void fail(const char* what) {
    if (problem == nullptr) problem = what;
  }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

  const char* problem = nullptr;

 private:
  std::span<const std::byte> bytes_;
};

// One visitor per direction over one list of fields, so that the two cannot drift apart.
struct Writer {
  ByteSink& sink;
  void field(const std::uint32_t& value) const { sink.number(value); }
  void field(const std::uint64_t& value) const { sink.number(value); }
  void field(const BufferId& id) const { sink.number(id.value); }
  void field(const float& value) const { sink.number(std::bit_cast<std::uint32_t>(value)); }
  void field(const std::optional<PackLayout>& layout) const {
    sink.number(static_cast<std::uint8_t>(layout ? 1 + static_cast<int>(*layout) : 0));
  }
  void field(const TensorType& type) const { sink.number(traits(type).gguf_id); }
  template <class Enum>
  void choice(const Enum& value, std::uint8_t) const {
    sink.number(static_cast<std::uint8_t>(value));
  }
};

struct Reader {
  ByteSource& source;
  void field(std::uint32_t& value) const { source.number(value); }
  void field(std::uint64_t& value) const { source.number(value); }
  void field(BufferId& id) const { source.number(id.value); }
  void field(float& value) const {
    std::uint32_t bits = 0;
    source.number(bits);
    value = std::bit_cast<float>(bits);
    if (bits == kNegativeZero) source.fail("a negative zero");  // there is one encoding of a list
  }
  void field(std::optional<PackLayout>& layout) const {
    std::uint8_t raw = 0;
    source.number(raw);
    if (raw > kPackLayouts) return source.fail("unknown layout of weights");
    if (raw != 0) layout = static_cast<PackLayout>(raw - 1);
  }
  void field(TensorType& type) const {
    std::uint32_t id = 0;
    source.number(id);
    const auto known = tensor_type_from_gguf(id);
    if (!known) return source.fail("unknown tensor type");
    type = *known;
  }
  template <class Enum>
  void choice(Enum& value, std::uint8_t count) const {
    std::uint8_t raw = 0;
    source.number(raw);
    if (raw >= count) return source.fail("a word beyond those known");
    value = static_cast<Enum>(raw);
  }
};

template <class Visitor, class... Fields>
void fields(const Visitor& visitor, Fields&... all);

// `C` is the command, const when it is written.
template <class V, class C>
void walk(const V& visitor, C& c) {
  using Plain = std::remove_const_t<C>;
  if constexpr (std::is_same_v<Plain, BufferRange>) {
    fields(visitor, c.buffer, c.offset, c.length);
  } else if constexpr (std::is_same_v<Plain, StageCommand>) {
    fields(visitor, c.from, c.to);
  } else if constexpr (std::is_same_v<Plain, MapCommand> || std::is_same_v<Plain, UnmapCommand>) {
    fields(visitor, c.buffer);
  } else if constexpr (std::is_same_v<Plain, Product>) {
    fields(visitor, c.type, c.layout, c.outputs, c.inputs, c.weights, c.output);
  } else if constexpr (std::is_same_v<Plain, ProductsCommand>) {
    visitor.choice(c.part, kProductParts);
    fields(visitor, c.layer, c.rows, c.input, c.count);
    for (std::size_t at = 0; at < std::min<std::size_t>(c.count, kMaxProducts); ++at)
      walk(visitor, c.products[at]);
  } else if constexpr (std::is_same_v<Plain, AttentionCommand>) {
    fields(visitor, c.layer, c.rows, c.positions, c.heads, c.kv_heads, c.head_dim, c.queries,
           c.keys, c.values, c.own_keys, c.own_values, c.replaced, c.output);
  } else if constexpr (std::is_same_v<Plain, ElementwiseCommand>) {
    visitor.choice(c.kind, kElementwiseKinds);
    fields(visitor, c.layer, c.rows, c.width, c.head_dim, c.epsilon, c.first, c.second, c.output);
  } else if constexpr (std::is_same_v<Plain, HeadStatisticsCommand>) {
    fields(visitor, c.rows, c.first_token, c.tokens, c.slice, c.logits, c.statistics);
  } else {
    static_assert(std::is_same_v<Plain, FenceCommand>);
  }
}

template <class Visitor, class Field>
void one_field(const Visitor& visitor, Field& value) {
  if constexpr (requires { visitor.field(value); }) {
    visitor.field(value);
  } else {
    walk(visitor, value);
  }
}

template <class Visitor, class... Fields>
void fields(const Visitor& visitor, Fields&... all) {
  (one_field(visitor, all), ...);
}

template <std::size_t Kind = 0>
void read_kind(std::size_t kind, ByteSource& source, CommandList& list) {
  if constexpr (Kind < std::variant_size_v<Command>) {
    if (kind != Kind) return read_kind<Kind + 1>(kind, source, list);
    std::variant_alternative_t<Kind, Command> command;
    walk(Reader{source}, command);
    list.commands.emplace_back(std::move(command));
  } else {
    source.fail("unknown kind of command");
  }
}

struct Header {
  std::uint32_t magic = kMagic;
  std::uint16_t version = kCommandListVersion;
  std::uint16_t activations = 0;
  std::uint32_t commands = 0;
  std::uint32_t payload_bytes = 0;
  std::uint64_t payload_checksum = 0;
};

void write_header(const Header& header, ByteSink& sink) {
  sink.number(header.magic);
  sink.number(header.version);
  sink.number(header.activations);
  sink.number(header.commands);
  sink.number(header.payload_bytes);
  sink.number(header.payload_checksum);
}

Header read_header(std::span<const std::byte> bytes) {
  ByteSource source(bytes);
  Header header;
  source.number(header.magic);
  source.number(header.version);
  source.number(header.activations);
  source.number(header.commands);
  source.number(header.payload_bytes);
  source.number(header.payload_checksum);
  return header;
}

DeviceStatus check_header(const Header& header, std::span<const std::byte> payload) {
  if (header.magic != kMagic)
    return device_fail(DeviceFailure::kGarbage, "no command list: magic {:#x}", header.magic);
  if (header.version != kCommandListVersion) {
    return device_fail(DeviceFailure::kUnsupported,
                       "command list of version {}; this is version {}", header.version,
                       kCommandListVersion);
  }
  if (header.payload_bytes != payload.size()) {
    return device_fail(DeviceFailure::kGarbage, "command list of {} bytes, its header says {}",
                       payload.size(), header.payload_bytes);
  }
  if (header.payload_checksum != checksum(payload))
    return device_fail(DeviceFailure::kGarbage, "command list does not match its checksum");
  return {};
}

}  // namespace

std::uint64_t checksum(std::span<const std::byte> bytes) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const std::byte b : bytes) hash = (hash ^ static_cast<std::uint64_t>(b)) * 0x100000001b3u;
  return hash;
}

std::vector<std::byte> encode_commands(const CommandList& list) {
  ByteSink payload;
  for (const Command& command : list.commands) {
    payload.number(static_cast<std::uint8_t>(command.index()));
    std::visit([&](const auto& c) { walk(Writer{payload}, c); }, command);
  }
  ByteSink whole;
  write_header({.activations = static_cast<std::uint16_t>(traits(list.activations).gguf_id),
                .commands = static_cast<std::uint32_t>(list.commands.size()),
                .payload_bytes = static_cast<std::uint32_t>(payload.bytes.size()),
                .payload_checksum = checksum(payload.bytes)},
               whole);
  whole.bytes.insert(whole.bytes.end(), payload.bytes.begin(), payload.bytes.end());
  return std::move(whole.bytes);
}

DeviceResult<CommandList> decode_commands(std::span<const std::byte> bytes) {
  if (bytes.size() < kHeaderBytes) {
    return device_fail(DeviceFailure::kGarbage, "command list of {} bytes, its header has {}",
                       bytes.size(), kHeaderBytes);
  }
  const Header header = read_header(bytes);
  const auto payload = bytes.subspan(kHeaderBytes);
  LLADA_CHECK(check_header(header, payload));
  const auto activations = tensor_type_from_gguf(header.activations);
  if (!activations) return device_fail(DeviceFailure::kGarbage, "unknown type of activations");
  CommandList list{*activations, {}};
  ByteSource source(payload);
  while (source.problem == nullptr && !source.empty() &&
         list.commands.size() < CommandLimits::kCommands) {
    std::uint8_t kind = 0;
    source.number(kind);
    read_kind(kind, source, list);
  }
  if (source.problem != nullptr) {
    return device_fail(DeviceFailure::kGarbage, "command {}: {}", list.commands.size(),
                       source.problem);
  }
  if (!source.empty() || list.commands.size() != header.commands) {
    return device_fail(DeviceFailure::kGarbage, "the header announces {} commands, there are {}",
                       header.commands, list.commands.size());
  }
  LLADA_CHECK(check_commands(list));
  return list;
}

}  // namespace llada
