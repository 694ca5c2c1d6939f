#include "formats/tensor_type.h"

#include <algorithm>
#include <array>

#include "base/checked.h"

namespace llada {
namespace {

// In the order of TensorType.
constexpr std::array<TensorTypeTraits, kTensorTypeCount> kTraits{{
    {"f32", 0, 1, 4},
    {"f16", 1, 1, 2},
    {"bf16", 30, 1, 2},
    {"q8_0", 8, 32, 34},
    {"q4_0", 2, 32, 18},
    {"q4_1", 3, 32, 20},
    {"q5_0", 6, 32, 22},
    {"q5_1", 7, 32, 24},
    {"q2_k", 10, 256, 84},
    {"q3_k", 11, 256, 110},
    {"q4_k", 12, 256, 144},
    {"q5_k", 13, 256, 176},
    {"q6_k", 14, 256, 210},
    {"iq4_nl", 20, 32, 18},
    {"iq4_xs", 23, 256, 136},
    {"mxfp4", 39, 32, 17},
}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

template <class Predicate>
std::optional<TensorType> find_type(Predicate matches) {
  const auto found = std::ranges::find_if(kTraits, matches);
  if (found == kTraits.end()) return std::nullopt;
  return static_cast<TensorType>(found - kTraits.begin());
}

}  // namespace

const TensorTypeTraits& traits(TensorType type) { return kTraits[static_cast<std::size_t>(type)]; }

std::optional<TensorType> tensor_type_from_gguf(std::uint32_t gguf_id) {
  return find_type([&](const TensorTypeTraits& t) { return t.gguf_id == gguf_id; });
}

std::optional<TensorType> tensor_type_from_name(std::string_view name) {
  return find_type([&](const TensorTypeTraits& t) { return equals_ignoring_case(t.name, name); });
}

std::optional<std::uint64_t> bytes_of(TensorType type, std::uint64_t elements) {
  const TensorTypeTraits& t = traits(type);
  if (elements % t.block_elements != 0) return std::nullopt;
  return checked_mul(elements / t.block_elements, t.block_bytes);
}

}  // namespace llada
