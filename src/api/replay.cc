#include "api/replay.h"

#include <algorithm>
#include <map>

#include "api/compute.h"
#include "api/trace_scaling.h"

namespace llada {
namespace {

constexpr int kRowStep = 8;

int rounded_up(int rows) { return (rows + kRowStep - 1) / kRowStep * kRowStep; }

// Times steps over one canvas, each kind once.
class StepTimer {
 public:
  StepTimer(DensePath& path, int positions, int vocabulary) : path_(path), positions_(positions), vocabulary_(vocabulary) {}

  Status fill() {
    LLADA_CHECK(path_.begin({.positions = positions_, .probes = true}));
    LLADA_CHECK(TimedPass({positions_, positions_, 1}, vocabulary_).seconds(path_));
    return {};  // caches and pages are warm, a window is full; not counted
  }

  Result<double> seconds(const StepExtents& extents) {
    const int rows = std::min(rounded_up(extents.rows), 2 * positions_);
    const std::pair key{rows, std::clamp(rounded_up(extents.head_rows), 1, rows)};
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
    LLADA_TRY(seconds, TimedPass({key.first, positions_, key.second}, vocabulary_).seconds(path_));
    known_[key] = seconds;
    return seconds;
  }

  [[nodiscard]] int timed() const { return static_cast<int>(known_.size()); }

 private:
  DensePath& path_;
  int positions_;
  int vocabulary_;
  std::map<std::pair<int, int>, double> known_;
};

Result<ReplayedRung> replay(const DecodeTrace& trace, StepTimer& timer, const ReplayOptions& options,
                            const ModelOptions& model, const CancelFlag* cancel) {
  ReplayedRung rung{trace.stage, trace.decoder};
  const double rest = weight_of_rest(trace, options.tokens);
  const int before = timer.timed();
  double rows = 0;
  for (std::size_t index = 0; index < trace.requests.size(); ++index) {
    double weight = 1;
    for (const TraceStep& step : trace.requests[index].steps) {
      if (cancel != nullptr && cancel->cancelled()) return fail(ErrorCode::kCancelled, "benchmark cancelled");
      const StepExtents extents =
          scaled_extents(step, trace.requests[index], trace, {options.prompt_tokens, options.tokens, true});
      LLADA_TRY(seconds, timer.seconds(extents));
      rung.seconds += weight * seconds;
      rung.steps += weight;
      rows += weight * extents.rows;
      weight = rest;
    }
  }
  const auto requests = static_cast<double>(std::max<std::size_t>(1, trace.requests.size()));
  rung.rows_per_step = rung.steps > 0 ? rows / rung.steps : 0;
  rung.seconds /= requests;
  rung.steps /= requests;
  rung.timed = timer.timed() - before;
  if (model.note) model.note(fmt::format("{}: {:.1f} s, {} kinds of step timed", trace.stage, rung.seconds, rung.timed));
  return rung;
}

}  // namespace

Result<ReplayReport> replay_ladder(const ModelOptions& model, std::span<const DecodeTrace> traces,
                                   const ReplayOptions& options, const CancelFlag* cancel) {
  LLADA_TRY(threads, thread_count(model.threads));
  LLADA_TRY(pool, ThreadPool::create(threads));
  LLADA_TRY(subject, subject_of_shape(options.shape, options.type, model, *pool));
  LLADA_TRY(dense, choose_path(subject, model.device, *pool));
  StepTimer timer(*dense.path, options.prompt_tokens + options.tokens, subject.weights.config().vocabulary);
  LLADA_CHECK(timer.fill());
  ReplayReport report{fmt::format("{} {}", options.shape, options.type),
                      std::string(subject.kernels->name),
                      dense.device ? dense.device->capabilities().name : "cpu",
                      threads,
                      options.prompt_tokens,
                      options.tokens,
                      {}};
  for (const std::string_view stage : trace_stages()) {
    for (const DecodeTrace& trace : traces) {
      if (trace.stage != stage) continue;
      LLADA_TRY(rung, replay(trace, timer, options, model, cancel));
      report.rungs.push_back(std::move(rung));
    }
  }
  return report;
}

Json replay_json(const ReplayReport& report) {
  Json rungs = Json::array();
  for (const ReplayedRung& rung : report.rungs) {
    rungs.push_back({{"name", rung.stage}, {"decoder", rung.decoder}, {"seconds", rung.seconds},
                     {"steps", rung.steps}, {"rows_per_step", rung.rows_per_step}, {"timed", rung.timed}});
  }
  return {{"clock", clock_of(report.device)},
          {"decisions", "replayed"},
          {"model", report.model},
          {"kernel", report.kernel},
          {"device", report.device},
          {"threads", report.threads},
          {"prompt_tokens", report.prompt_tokens},
          {"tokens", report.tokens},
          {"ladder", std::move(rungs)}};
}

std::string replay_text(const ReplayReport& report) {
  std::string text = fmt::format("{} on {}, {}, {} threads, {} prompt tokens, {} tokens; steps {}, decisions replayed\n\n"
                                 "| stage | seconds | gain | steps | rows/step | decisions of |\n"
                                 "| --- | ---: | ---: | ---: | ---: | --- |\n",
                                 report.model, report.device, report.kernel, report.threads, report.prompt_tokens,
                                 report.tokens, clock_of(report.device));
  double before = 0;
  for (const ReplayedRung& rung : report.rungs) {
    text += fmt::format("| {} | {:.1f} | {} | {:.1f} | {:.1f} | {} |\n", rung.stage, rung.seconds,
                        before > 0 ? fmt::format("{:.2f}x", before / rung.seconds) : "", rung.steps, rung.rows_per_step,
                        rung.decoder);
    before = rung.seconds;
  }
  return text;
}

}  // namespace llada
