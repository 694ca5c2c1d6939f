// What a decoder decided, step by step, without the tokens: how many rows each step computed and
// why, and how many it committed. Recorded from one model, replayed on the time model of another.
//
// A trace file is JSON: "format": "llada-decode-trace", "version": 1, "stage" (what it stands for
// in the ladder: full, prefix, speculative, staged), "model", "decoder", "block" and "max_tokens"
// of the recording, "columns" (names of the counts of a step; those absent are 0), and "requests":
// objects of "prompt_tokens", "answer_tokens" and "steps", a list of lists of counts.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/model.h"
#include "formats/json.h"

namespace llada {

// Counts of one step. Dense rows by their class (decode/step.h); rows of the prompt apart, since
// their number follows from its length.
struct TraceStep {
  int current = 0;      // masks of the current block
  int unstable = 0;     // committed tokens that may change, and their probes
  int speculative = 0;  // drafts and branches
  int refresh = 0;      // other positions of the answer
  int prompt = 0;
  int side = 0;     // on the CPU, beside the dense rows
  int logits = 0;   // rows whose logits were asked for
  int commits = 0;  // positions of the kept answer that were revealed

  [[nodiscard]] int dense() const { return current + unstable + speculative + refresh + prompt; }
  friend bool operator==(const TraceStep&, const TraceStep&) = default;
};

struct TraceRequest {
  int prompt_tokens = 0;
  int answer_tokens = 0;  // kept: up to the end token, which counts; all where it does not stop
  std::vector<TraceStep> steps;
  friend bool operator==(const TraceRequest&, const TraceRequest&) = default;
};

struct DecodeTrace {
  std::string stage;
  std::string model;
  std::string decoder;
  int block = 0;
  int max_tokens = 0;
  std::vector<TraceRequest> requests;
  friend bool operator==(const DecodeTrace&, const DecodeTrace&) = default;
};

// The stages, in the order of the ladder.
[[nodiscard]] std::span<const std::string_view> trace_stages();

// Errors: kNotFound, kIo, kFormat with the JSON path, what was found and what is allowed.
Result<DecodeTrace> read_trace(const std::filesystem::path& path);
Result<DecodeTrace> parse_trace(std::string_view text);
[[nodiscard]] std::string write_trace(const DecodeTrace& trace);

// What of a configuration decides rows and commits, in words: "frontier, dual cache, branches".
[[nodiscard]] std::string describe(const DecodeConfig& config);

// Listens to generations and turns each into a request of a trace.
class TraceRecorder {
 public:
  explicit TraceRecorder(const DecodeConfig& config) : config_(config) {}

  void begin(std::size_t prompt_tokens);
  void step(const StepView& view);
  void end(const Completion& completion);

  [[nodiscard]] const std::vector<TraceRequest>& requests() const { return requests_; }

 private:
  void count(const PlanRow& row, TraceStep& step) const;
  // Steps that a quota gives to nothing but padding: an answer as long as was asked for has none.
  // Entry passes stay, whatever they reveal.
  void drop_padding_steps();

  DecodeConfig config_;
  TraceRequest request_;
  std::vector<std::vector<Position>> revealed_;  // by step
  std::vector<TraceRequest> requests_;
};

}  // namespace llada
