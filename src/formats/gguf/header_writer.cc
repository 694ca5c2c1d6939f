#include "formats/gguf/header_writer.h"

#include <string_view>

#include "formats/gguf/value_type.h"

namespace llada::gguf {
namespace {

constexpr std::uint32_t kVersion = 3;

class ByteSink {
 public:
  template <class Number>
  void number(Number value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void raw(std::string_view text) { bytes_.append(text); }
  void text(std::string_view value) {
    number<std::uint64_t>(value.size());
    raw(value);
  }
  void pad_to(std::uint64_t alignment) {
    bytes_.resize((bytes_.size() + alignment - 1) / alignment * alignment);
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

template <class T>
void put_scalar(ByteSink& sink, const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    sink.text(value);
  } else if constexpr (std::is_same_v<T, bool>) {
    sink.number<std::uint8_t>(value);
  } else {
    sink.number(value);
  }
}

void put_array(ByteSink& sink, const GgufArray& array) {
  std::visit(
      [&]<class T>(const std::vector<T>& elements) {
        sink.number(static_cast<std::uint32_t>(value_type_of<T>()));
        sink.number<std::uint64_t>(elements.size());
        for (const T& element : elements) put_scalar<T>(sink, element);
      },
      array);
}

void put_value(ByteSink& sink, const GgufValue& value) {
  std::visit(
      [&]<class T>(const T& held) {
        sink.number(static_cast<std::uint32_t>(value_type_of<T>()));
        if constexpr (std::is_same_v<T, GgufArray>) {
          put_array(sink, held);
        } else {
          put_scalar(sink, held);
        }
      },
      value);
}

void put_tensor(ByteSink& sink, const GgufTensorPlan& tensor, std::uint64_t offset) {
  sink.text(tensor.name);
  sink.number(static_cast<std::uint32_t>(tensor.rank));
  for (int axis = 0; axis < tensor.rank; ++axis) {
    sink.number(tensor.dims[static_cast<std::size_t>(axis)]);
  }
  sink.number(traits(tensor.type).gguf_id);
  sink.number(offset);
}

}  // namespace

std::string encode_header(const GgufMetadata& metadata, const std::vector<GgufTensorPlan>& plan,
                          const std::vector<std::uint64_t>& offsets, std::uint64_t alignment) {
  ByteSink sink;
  sink.raw("GGUF");
  sink.number(kVersion);
  sink.number<std::uint64_t>(plan.size());
  sink.number<std::uint64_t>(metadata.all().size());
  for (const auto& [key, value] : metadata.all()) {
    sink.text(key);
    put_value(sink, value);
  }
  for (std::size_t i = 0; i < plan.size(); ++i) put_tensor(sink, plan[i], offsets[i]);
  sink.pad_to(alignment);
  return sink.take();
}

}  // namespace llada::gguf
