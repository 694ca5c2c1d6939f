#include "formats/gguf/shard_name.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

namespace llada::gguf {
namespace {

constexpr std::string_view kForm = "-00001-of-00003.gguf";
constexpr std::size_t kDigits = 5;

std::optional<int> parse_digits(std::string_view digits) {
  int value = 0;
  const char* end = digits.data() + digits.size();
  if (digits[0] == '-') return std::nullopt;
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace

std::string ShardName::file_name(int shard) const {
  return fmt::format("{}-{:05}-of-{:05}.gguf", prefix, shard, count);
}

std::optional<ShardName> parse_shard_name(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (name.size() <= kForm.size()) return std::nullopt;
  const std::string_view tail = std::string_view(name).substr(name.size() - kForm.size());
  if (tail[0] != '-' || tail.substr(6, 4) != "-of-" || tail.substr(15) != ".gguf") {
    return std::nullopt;
  }
  const auto number = parse_digits(tail.substr(1, kDigits));
  const auto count = parse_digits(tail.substr(10, kDigits));
  if (!number || !count || *number < 1 || *number > *count) return std::nullopt;
  return ShardName{name.substr(0, name.size() - kForm.size()), *number, *count};
}

}  // namespace llada::gguf
