#include "formats/safetensors/header.h"

#include <algorithm>
#include <cstring>

#include "base/checked.h"
#include "formats/printable.h"

namespace llada::safetensors {
namespace {

constexpr std::size_t kLengthBytes = 8;                    // u64 in front of the header
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;     // the format's own limit
constexpr std::uint64_t kMaxDim = std::uint64_t{1} << 31;  // as for GGUF
constexpr std::string_view kNotes = "__metadata__";
constexpr std::string_view kMend = "the file is damaged or incomplete: download it again";

struct Dtype {
  std::string_view name;
  std::uint64_t bytes;
  std::optional<TensorType> type;
};

constexpr Dtype kDtypes[]{
    {"F32", 4, TensorType::kF32},
    {"F16", 2, TensorType::kF16},
    {"BF16", 2, TensorType::kBF16},
    {"I64", 8, {}},
    {"I32", 4, {}},
    {"I16", 2, {}},
    {"I8", 1, {}},
    {"U64", 8, {}},
    {"U32", 4, {}},
    {"U16", 2, {}},
    {"U8", 1, {}},
    {"BOOL", 1, {}},
};

// Reads one member `"name": {"dtype", "shape", "data_offsets"}` of the header.
class EntryReader {
 public:
  EntryReader(std::string_view file, std::string_view name, const Json& json)
      : file_(file), name_(name), json_(json) {}

  Result<Entry> read() {
    if (!is_tensor_name(name_)) {
      return fail(ErrorCode::kFormat,
                  "{}: a tensor's name is empty, longer than {} bytes or not printable ASCII; {}",
                  file_, kMaxNameBytes, kMend);
    }
    if (!json_.is_object()) return wrong("is not an object");
    Entry entry;
    entry.name = name_;
    LLADA_TRY(dtype, read_dtype());
    entry.type = dtype.type;
    LLADA_TRY(elements, read_shape(entry));
    LLADA_CHECK(read_extent(entry, checked_mul(elements, dtype.bytes)));
    return entry;
  }

 private:
  template <class... Args>
  tl::unexpected<Error> wrong(fmt::format_string<Args...> format, Args&&... args) const {
    return fail(ErrorCode::kFormat, "{}: tensor {} {}; {}", file_, name_,
                fmt::format(format, std::forward<Args>(args)...), kMend);
  }

  [[nodiscard]] const Json* member(const char* key, Json::value_t kind) const {
    const auto found = json_.find(key);
    return found != json_.end() && found->type() == kind ? &*found : nullptr;
  }

  Result<Dtype> read_dtype() const {
    const Json* value = member("dtype", Json::value_t::string);
    if (value == nullptr) return wrong("has no dtype");
    const auto& name = value->get_ref<const std::string&>();
    const auto* known = std::ranges::find(kDtypes, name, &Dtype::name);
    if (known != std::end(kDtypes)) return *known;
    return fail(ErrorCode::kUnsupported,
                "{}: tensor {} is of dtype {}; F32, F16 and BF16 are read, integers are skipped: "
                "convert the model to BF16",
                file_, name_, is_printable(name) && name.size() < 32 ? name : "(unreadable)");
  }

  // Fills dims and rank; gives the number of elements.
  Result<std::uint64_t> read_shape(Entry& entry) const {
    const Json* shape = member("shape", Json::value_t::array);
    if (shape == nullptr) return wrong("has no shape");
    if (shape->size() > entry.dims.size()) {
      return fail(ErrorCode::kUnsupported, "{}: tensor {} has {} dimensions; at most {} are read",
                  file_, name_, shape->size(), entry.dims.size());
    }
    entry.rank = std::max(1, static_cast<int>(shape->size()));
    std::optional<std::uint64_t> elements = 1;
    for (std::size_t i = 0; i < shape->size(); ++i) {
      const auto* dim = (*shape)[i].get_ptr<const Json::number_unsigned_t*>();
      if (dim == nullptr || *dim < 1 || *dim > kMaxDim) {
        return wrong("has a shape[{}] that is not a number from 1 to {}", i, kMaxDim);
      }
      entry.dims[shape->size() - 1 - i] = *dim;
      if (elements) elements = checked_mul(*elements, *dim);
    }
    if (!elements) return wrong("has more elements than 64 bits can count");
    return *elements;
  }

  Status read_extent(Entry& entry, std::optional<std::uint64_t> bytes) const {
    const Json* offsets = member("data_offsets", Json::value_t::array);
    if (offsets == nullptr || offsets->size() != 2 || !(*offsets)[0].is_number_unsigned() ||
        !(*offsets)[1].is_number_unsigned()) {
      return wrong("has no data_offsets [begin, end]");
    }
    entry.begin = (*offsets)[0].get<std::uint64_t>();
    entry.end = (*offsets)[1].get<std::uint64_t>();
    if (entry.begin > entry.end || !bytes || entry.end - entry.begin != *bytes) {
      return wrong("has data_offsets [{}, {}], which are not the {} bytes of its shape",
                   entry.begin, entry.end, bytes ? std::to_string(*bytes) : "more than 2^64");
    }
    return {};
  }

  std::string_view file_;
  std::string_view name_;
  const Json& json_;
};

Result<std::string_view> header_text(std::span<const std::byte> bytes, std::string_view file) {
  std::uint64_t length = 0;
  if (bytes.size() < kLengthBytes) {
    return fail(ErrorCode::kFormat, "{}: byte 0: the file ends before the header's length; {}",
                file, kMend);
  }
  std::memcpy(&length, bytes.data(), kLengthBytes);
  const std::uint64_t remaining = bytes.size() - kLengthBytes;
  if (length > std::min(kMaxHeaderBytes, remaining)) {
    return fail(ErrorCode::kFormat,
                "{}: byte 0: a header of {} bytes; the file has {} more and {} are allowed: not a "
                "safetensors file, or {}",
                file, length, remaining, kMaxHeaderBytes, kMend);
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + kLengthBytes, length);
  if (text.empty() || text.front() != '{') {
    return fail(ErrorCode::kFormat, "{}: byte 8: the header does not begin with '{{'; {}", file,
                kMend);
  }
  return text;
}

Status check_notes(const Json& notes, std::string_view file) {
  const bool texts = notes.is_object() && std::ranges::all_of(notes, &Json::is_string);
  if (texts) return {};
  return fail(ErrorCode::kFormat, "{}: {} is not an object of strings; {}", file, kNotes, kMend);
}

Result<std::vector<Entry>> read_entries(const Json& json, std::string_view file) {
  std::vector<Entry> entries;
  entries.reserve(json.size());
  for (const auto& [name, value] : json.items()) {
    if (name == kNotes) {
      LLADA_CHECK(check_notes(value, file));
      continue;
    }
    LLADA_TRY(entry, EntryReader(file, name, value).read());
    entries.push_back(std::move(entry));
  }
  return entries;
}

// Sorted by begin, every entry must start where the one before it ends.
Status check_cover(const std::vector<Entry>& entries, std::uint64_t payload,
                   std::string_view file) {
  std::uint64_t covered = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != covered) {
      return fail(ErrorCode::kFormat,
                  "{}: tensor {} begins at payload byte {}, but the one before it ends at {}; {}",
                  file, entry.name, entry.begin, covered, kMend);
    }
    covered = entry.end;
  }
  if (covered == payload) return {};
  return fail(ErrorCode::kFormat, "{}: the tensors take {} bytes, the file has {}; {}", file,
              covered, payload, kMend);
}

}  // namespace

bool is_tensor_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes && is_printable(name);
}

Result<Header> read_header(std::span<const std::byte> bytes, std::string_view file) {
  LLADA_TRY(text, header_text(bytes, file));
  Result<Json> json = parse_json(text, {.max_bytes = kMaxHeaderBytes, .max_depth = 4});
  if (!json) return fail_at(fmt::format("{}: header", file), std::move(json).error());
  Header header;
  header.payload_start = kLengthBytes + text.size();
  const JsonHolder holder(std::move(*json));
  LLADA_TRY(entries, read_entries(*holder, file));
  std::ranges::sort(entries, {}, &Entry::begin);
  LLADA_CHECK(check_cover(entries, bytes.size() - header.payload_start, file));
  header.entries = std::move(entries);
  return header;
}

}  // namespace llada::safetensors
