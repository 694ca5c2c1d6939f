#include "npu/virtual/profile.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <set>

#include "formats/json.h"

namespace llada {
namespace {

constexpr std::string_view kFormat = "llada-device-profile";
constexpr std::uint64_t kVersion = 1;
constexpr std::uint64_t kTera = 1'000'000'000'000;

struct Bounds {
  std::uint64_t low;
  std::uint64_t high;
};
constexpr Bounds kSpeed{1'000'000, 1000 * kTera};
constexpr Bounds kBandwidth{1'000'000, 10 * kTera};
constexpr Bounds kTime{0, 1'000'000'000};

// Reads the members of one object and remembers which, so that none is left unread.
class ObjectReader {
 public:
  static Result<ObjectReader> open(const Json& value, std::string path) {
    if (value.is_object()) return ObjectReader(value, std::move(path));
    return fail(ErrorCode::kFormat, "{}: expected an object, found {}", path, value.type_name());
  }

  Result<const Json*> member(const char* key) {
    read_.insert(key);
    const auto found = value_.find(key);
    if (found != value_.end()) return &*found;
    return fail(ErrorCode::kFormat, "{}/{} is missing", path_, key);
  }

  Result<std::string> text(const char* key) {
    LLADA_TRY(found, member(key));
    if (found->is_string() && !found->get_ref<const std::string&>().empty())
      return found->get<std::string>();
    return fail(ErrorCode::kFormat, "{}/{}: expected a text, found {}", path_, key,
                write_json(*found));
  }

  Result<std::uint64_t> plain_number(const char* key, Bounds bounds) {
    LLADA_TRY(found, member(key));
    return number_of(*found, fmt::format("{}/{}", path_, key), bounds);
  }

  // A number with its provenance.
  Result<std::uint64_t> number(const char* key, Bounds bounds) {
    LLADA_TRY(found, member(key));
    LLADA_TRY(entry, open(*found, fmt::format("{}/{}", path_, key)));
    LLADA_CHECK(entry.provenance());
    LLADA_TRY(value, entry.plain_number("value", bounds));
    LLADA_CHECK(entry.nothing_else());
    return value;
  }

  // Exactly one of "source" and "estimate".
  Status provenance() {
    const bool source = value_.contains("source"), estimate = value_.contains("estimate");
    if (source != estimate) {
      LLADA_CHECK(text(source ? "source" : "estimate"));
      return {};
    }
    return fail(ErrorCode::kFormat, "{}: give either \"source\" or \"estimate\", a text", path_);
  }

  Status nothing_else() const {
    for (const auto& item : value_.items()) {
      if (!read_.contains(item.key()))
        return fail(ErrorCode::kFormat, "{}/{} is unknown", path_, item.key());
    }
    return {};
  }

  [[nodiscard]] const std::string& path() const { return path_; }

  static Result<std::uint64_t> number_of(const Json& value, const std::string& path,
                                         Bounds bounds) {
    if (value.is_number_unsigned()) {
      const auto number = value.get<std::uint64_t>();
      if (number >= bounds.low && number <= bounds.high) return number;
    }
    return fail(ErrorCode::kFormat, "{}: expected a whole number in {}..{}, found {}", path,
                bounds.low, bounds.high, write_json(value));
  }

 private:
  ObjectReader(const Json& value, std::string path) : value_(value), path_(std::move(path)) {}

  const Json& value_;
  std::string path_;
  std::set<std::string, std::less<>> read_;
};

struct CalibrationField {
  const char* key;
  std::uint64_t Calibration::*member;
  Bounds bounds;
};
constexpr std::array kCalibrationFields{
    CalibrationField{"npu_operations_per_second", &Calibration::npu_operations_per_second, kSpeed},
    CalibrationField{"npu_weight_bytes_per_second", &Calibration::npu_weight_bytes_per_second,
                     kBandwidth},
    CalibrationField{"npu_plain_bytes_per_second", &Calibration::npu_plain_bytes_per_second,
                     kBandwidth},
    CalibrationField{"npu_command_ns", &Calibration::npu_command_ns, kTime},
    CalibrationField{"staging_bytes_per_second", &Calibration::staging_bytes_per_second,
                     kBandwidth},
    CalibrationField{"cpu_operations_per_second", &Calibration::cpu_operations_per_second, kSpeed},
    CalibrationField{"cpu_bytes_per_second", &Calibration::cpu_bytes_per_second, kBandwidth}};

struct ProfileField {
  const char* key;
  std::uint64_t DeviceProfile::*member;
  Bounds bounds;
};
constexpr std::array kProfileFields{
    ProfileField{"window_bytes",
                 &DeviceProfile::window_bytes,
                 {std::uint64_t{1} << 20, std::uint64_t{1} << 40}},
    ProfileField{"alignment_bytes", &DeviceProfile::alignment_bytes, {1, std::uint64_t{1} << 30}},
    ProfileField{"memory_bytes_per_second", &DeviceProfile::memory_bytes_per_second, kBandwidth},
    ProfileField{"submit_ns", &DeviceProfile::submit_ns, kTime},
    ProfileField{"batch_ns", &DeviceProfile::batch_ns, kTime},
    ProfileField{"map_ns", &DeviceProfile::map_ns, kTime},
    ProfileField{"map_ns_per_mib", &DeviceProfile::map_ns_per_mib, kTime},
    ProfileField{"map_copy_ns_per_mib", &DeviceProfile::map_copy_ns_per_mib, kTime}};

template <class Fields, class Target>
Status read_fields(const Fields& fields, ObjectReader& object, Target& target) {
  for (const auto& field : fields) {
    LLADA_TRY(value, object.number(field.key, field.bounds));
    target.*field.member = value;
  }
  return {};
}

Result<Calibration> read_calibration(const Json& value, const std::string& name) {
  LLADA_TRY(object, ObjectReader::open(value, "/calibrations/" + name));
  Calibration calibration;
  calibration.name = name;
  LLADA_CHECK(read_fields(kCalibrationFields, object, calibration));
  LLADA_CHECK(object.nothing_else());
  return calibration;
}

Status read_calibrations(ObjectReader& root, DeviceProfile& profile) {
  LLADA_TRY(found, root.member("calibrations"));
  if (!found->is_object() || found->empty()) {
    return fail(ErrorCode::kFormat, "/calibrations: expected an object with at least one, found {}",
                found->type_name());
  }
  for (const auto& item : found->items()) {
    LLADA_TRY(calibration, read_calibration(item.value(), item.key()));
    profile.calibrations.push_back(std::move(calibration));
  }
  return {};
}

Status read_buckets(ObjectReader& root, DeviceProfile& profile) {
  constexpr Bounds kRows{1, 1 << 16};
  LLADA_TRY(found, root.member("width_buckets"));
  LLADA_TRY(entry, ObjectReader::open(*found, "/width_buckets"));
  LLADA_CHECK(entry.provenance());
  LLADA_TRY(list, entry.member("value"));
  if (!list->is_array() || list->empty())
    return fail(ErrorCode::kFormat, "/width_buckets/value: expected a list of numbers of rows");
  for (const Json& rows : *list) {
    LLADA_TRY(number, ObjectReader::number_of(rows, "/width_buckets/value", kRows));
    const int bucket = static_cast<int>(number);
    if (!profile.width_buckets.empty() && bucket <= profile.width_buckets.back())
      return fail(ErrorCode::kFormat, "/width_buckets/value: {} does not ascend", bucket);
    profile.width_buckets.push_back(bucket);
  }
  return entry.nothing_else();
}

Status read_heading(ObjectReader& root, DeviceProfile& profile) {
  LLADA_TRY(format, root.text("format"));
  if (format != kFormat)
    return fail(ErrorCode::kFormat, "/format: found '{}', expected '{}'", format, kFormat);
  LLADA_CHECK(root.plain_number("version", {kVersion, kVersion}));
  LLADA_TRY(name, root.text("name"));
  LLADA_TRY(chip, root.text("chip"));
  profile.name = name;
  profile.chip = chip;
  return {};
}

Result<DeviceProfile> profile_of(const Json& json) {
  LLADA_TRY(root, ObjectReader::open(json, ""));
  DeviceProfile profile;
  LLADA_CHECK(read_heading(root, profile));
  LLADA_CHECK(read_fields(kProfileFields, root, profile));
  if (!std::has_single_bit(profile.alignment_bytes)) {
    return fail(ErrorCode::kFormat, "/alignment_bytes: {} is no power of two",
                profile.alignment_bytes);
  }
  LLADA_TRY(tile, root.number("tile_rows", {1, 1 << 16}));
  profile.tile_rows = static_cast<int>(tile);
  LLADA_CHECK(read_buckets(root, profile));
  LLADA_CHECK(read_calibrations(root, profile));
  LLADA_CHECK(root.nothing_else());
  return profile;
}

}  // namespace

Result<Calibration> DeviceProfile::calibration(std::string_view wanted) const {
  std::vector<std::string_view> names;
  for (const Calibration& known : calibrations) {
    if (known.name == wanted) return known;
    names.push_back(known.name);
  }
  return fail(ErrorCode::kUsage, "profile {} has no calibration '{}'; it has {}", name, wanted,
              fmt::join(names, ", "));
}

Result<DeviceProfile> parse_profile(std::string_view text) {
  LLADA_TRY(parsed, parse_json(text));
  const JsonHolder json(std::move(parsed));
  return profile_of(*json);
}

Result<DeviceProfile> read_profile(const std::filesystem::path& path) {
  auto parsed = read_json_file(path);
  if (!parsed) return tl::unexpected(std::move(parsed).error());
  const JsonHolder json(std::move(*parsed));
  auto profile = profile_of(*json);
  if (!profile) return fail_at(path.string(), std::move(profile).error());
  return profile;
}

}  // namespace llada
