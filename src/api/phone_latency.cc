#include "api/phone_latency.h"

#include "api/phone.h"

namespace llada {
namespace {

constexpr int kPositions = 203;
constexpr int kSteps = 4;  // whole turns of the streaming slots

// Mean over some steps, in seconds on the phone's clock.
template <class Step>
Result<double> mean_seconds(const Phone& phone, const Step& step) {
  const Nanoseconds before = phone.totals().time;
  for (int at = 0; at < kSteps; ++at) LLADA_CHECK(step());
  return std::chrono::duration<double>(phone.totals().time - before).count() / kSteps;
}

}  // namespace

Result<LatencyProfile> model_latency(const DeviceProfile& profile, const Network& network,
                                     const std::string& calibration) {
  PhoneOptions options;
  options.calibration = calibration;
  const int widest = profile.width_buckets.back();
  options.largest = {widest, kPositions, widest};
  LLADA_TRY(phone, Phone::create(profile, network, options));
  LatencyProfile latency;
  latency.device = "virtual:" + profile.name;
  latency.clock = "modelled";
  latency.model = network.name;
  latency.kernel = calibration;
  for (const int rows : profile.width_buckets) {
    const auto step = [&] { return phone->npu_step({rows, kPositions, rows}, 0); };
    LLADA_TRY(seconds, mean_seconds(*phone, step));
    latency.table.dense.push_back({rows, seconds});
  }
  for (int rows = 1; rows <= 32; rows *= 2) {
    const auto step = [&] { return phone->cpu_step({rows, kPositions, rows}); };
    LLADA_TRY(seconds, mean_seconds(*phone, step));
    latency.table.side.push_back({rows, seconds});
  }
  LLADA_CHECK(validate(latency.table));
  return latency;
}

}  // namespace llada
