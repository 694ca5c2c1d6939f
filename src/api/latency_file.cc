#include "api/latency_file.h"

#include <algorithm>

#include "formats/json.h"

namespace llada {
namespace {

constexpr std::size_t kMaxBuckets = 1024;

Json costs_json(const std::vector<RowCost>& costs) {
  Json list = Json::array();
  for (const RowCost& cost : costs) list.push_back({{"rows", cost.rows}, {"seconds", cost.seconds}});
  return list;
}

Result<RowCost> parse_cost(const Json& entry) {
  const bool sound = entry.is_object() && entry.contains("rows") && entry.contains("seconds") &&
                     entry["rows"].is_number_integer() && entry["seconds"].is_number();
  if (!sound) return fail(ErrorCode::kFormat, "expected {{\"rows\": N, \"seconds\": S}}");
  const auto rows = entry["rows"].get<std::int64_t>();
  if (rows < 1 || rows > INT32_MAX)
    return fail(ErrorCode::kFormat, "rows {}: need 1..{}", rows, INT32_MAX);
  return RowCost{static_cast<int>(rows), entry["seconds"].get<double>()};
}

// An absent list is an empty one: a device without a side path.
Result<std::vector<RowCost>> parse_costs(const Json& file, const char* key) {
  std::vector<RowCost> costs;
  const auto found = file.find(key);
  if (found == file.end()) return costs;
  if (!found->is_array() || found->size() > kMaxBuckets) {
    return fail(ErrorCode::kFormat, "/{}: expected a list of at most {} entries", key, kMaxBuckets);
  }
  for (std::size_t i = 0; i < found->size(); ++i) {
    auto cost = parse_cost((*found)[i]);
    if (!cost) return fail_at(fmt::format("/{}/{}", key, i), std::move(cost).error());
    costs.push_back(*cost);
  }
  return costs;
}

template <class T>
T value_or(const Json& file, const char* key, T fallback) {
  const auto found = file.find(key);
  const bool usable = found != file.end() && (std::is_same_v<T, std::string>
                                                  ? found->is_string()
                                                  : found->is_number_integer());
  return usable ? found->template get<T>() : fallback;
}

Result<LatencyProfile> parse_profile(const Json& file) {
  if (!file.is_object())
    return fail(ErrorCode::kFormat, "expected an object, found {}", file.type_name());
  LatencyProfile profile;
  LLADA_TRY(dense, parse_costs(file, "dense"));
  LLADA_TRY(side, parse_costs(file, "side"));
  if (dense.empty()) return fail(ErrorCode::kFormat, "/dense: no width bucket; make the file with llada profile");
  profile.table = {std::move(dense), std::move(side), value_or(file, "max_rows", 0)};
  profile.device = value_or(file, "device", std::string());
  profile.clock = value_or(file, "clock", std::string());
  profile.model = value_or(file, "model", std::string());
  profile.kernel = value_or(file, "kernel", std::string());
  profile.threads = value_or(file, "threads", 0);
  profile.side_threads = value_or(file, "side_threads", 0);
  LLADA_CHECK(validate(profile.table));
  return profile;
}

// Noise must not make a wider step look cheaper than a narrower one.
std::vector<RowCost> ascending_costs(const std::vector<BenchResult>& results) {
  std::vector<RowCost> costs;
  for (const BenchResult& result : results) {
    const double below = costs.empty() ? 0 : costs.back().seconds;
    costs.push_back({result.rows, std::max(result.seconds, below)});
  }
  return costs;
}

Result<BenchReport> time_rows(const std::filesystem::path& path, ModelOptions model, int threads,
                              const std::vector<int>& rows, int repetitions,
                              const CancelFlag* cancel) {
  BenchOptions options;
  options.rows = rows;
  options.repetitions = repetitions;
  model.threads = threads;
  return bench(path, model, options, cancel);
}

}  // namespace

Result<LatencyProfile> measure_latency(const std::filesystem::path& path, const ModelOptions& model,
                                       const ProfileOptions& options, const CancelFlag* cancel) {
  LLADA_TRY(dense, time_rows(path, model, model.threads, options.rows, options.repetitions, cancel));
  ModelOptions side_model = model;
  side_model.device = {};  // the side path is the CPU's
  LLADA_TRY(side, time_rows(path, side_model, options.side_threads, options.side_rows,
                            options.repetitions, cancel));
  LatencyProfile profile;
  profile.table = {ascending_costs(dense.results), ascending_costs(side.results), 0};
  if (!dense.device.empty()) profile.device = dense.device;
  profile.clock = clock_of(profile.device);
  profile.model = dense.model;
  profile.kernel = dense.kernel;
  profile.threads = dense.threads;
  profile.side_threads = side.threads;
  LLADA_CHECK(validate(profile.table));
  return profile;
}

std::string latency_json(const LatencyProfile& profile) {
  return write_json(Json{{"device", profile.device},
                         {"clock", profile.clock},
                         {"model", profile.model},
                         {"kernel", profile.kernel},
                         {"threads", profile.threads},
                         {"side_threads", profile.side_threads},
                         {"max_rows", profile.table.max_rows},
                         {"dense", costs_json(profile.table.dense)},
                         {"side", costs_json(profile.table.side)}},
                    2) +
         "\n";
}

Result<LatencyProfile> read_latency_file(const std::filesystem::path& path) {
  LLADA_TRY(file, read_json_file(path));
  const JsonHolder holder(std::move(file));
  auto profile = parse_profile(*holder);
  if (!profile) return fail_at(path.string(), std::move(profile).error());
  return profile;
}

}  // namespace llada
