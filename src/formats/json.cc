#include "formats/json.h"

#include <string>
#include <vector>

#include "formats/allocation_guard.h"
#include "formats/json_builder.h"
#include "formats/mapped_file.h"

namespace llada {
namespace {

constexpr std::string_view kMend = "shorten the document, or split it";

// Walks the text outside strings and counts, without building anything. It accepts more than JSON
// does: the parser that follows finds the rest.
class LimitScan {
 public:
  LimitScan(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  Status run() {
    for (at_ = 0; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') LLADA_CHECK(skip_string());
      if (c == '[' || c == '{') LLADA_CHECK(enter());
      if (c == ']' || c == '}') --depth_;
      if (c == ',') LLADA_CHECK(count_value());
    }
    return {};
  }

 private:
  // Leaves at_ on the closing quote, or at the end of the text.
  Status skip_string() {
    const std::size_t begin = at_;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    if (at_ - begin - 1 <= limits_.max_string_bytes) return {};
    return fail(ErrorCode::kFormat, "byte {}: a JSON string of more than {} bytes; {}", begin,
                limits_.max_string_bytes, kMend);
  }

  Status enter() {
    if (++depth_ > limits_.max_depth) {
      return fail(ErrorCode::kFormat, "byte {}: JSON nested deeper than {} levels; {}", at_,
                  limits_.max_depth, kMend);
    }
    return count_value();
  }

  Status count_value() {
    if (++values_ <= limits_.max_values) return {};
    return fail(ErrorCode::kFormat, "byte {}: JSON with more than {} values; {}", at_,
                limits_.max_values, kMend);
  }

  std::string_view text_;
  const JsonLimits& limits_;
  std::size_t at_ = 0;
  std::size_t values_ = 0;
  int depth_ = 0;
};

Status check_limits(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return fail(ErrorCode::kFormat, "JSON of {} bytes; at most {} are read; {}", text.size(),
                limits.max_bytes, kMend);
  }
  return LimitScan(text, limits).run();
}

Result<Json> build(std::string_view text) {
  JsonBuilder builder;
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) {
    return tl::unexpected(builder.take_error());
  }
  return builder.take_value();
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  return guard_allocation("JSON", [&]() -> Result<Json> {
    LLADA_CHECK(check_limits(text, limits));
    return build(text);
  });
}

Result<Json> read_json_file(const std::filesystem::path& path, const JsonLimits& limits) {
  return guard_allocation(path.native(), [&]() -> Result<Json> {
    LLADA_TRY(file, MappedFile::open(path));
    Result<Json> value = parse_json(as_text(file.bytes()), limits);
    if (!value) return fail_at(path.native(), std::move(value).error());
    return value;
  });
}

void dismantle(Json& value) noexcept {
  if (value.is_array()) {
    auto& elements = value.get_ref<Json::array_t&>();
    for (Json& element : elements) dismantle(element);
    elements.clear();
  } else if (value.is_object()) {
    auto& members = value.get_ref<Json::object_t&>();
    for (auto& [key, member] : members) dismantle(member);
    members.clear();
  }
}

std::string write_json(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace llada
