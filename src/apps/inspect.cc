// llada inspect: what is in a model file.
#include "apps/command.h"
#include "apps/flags.h"
#include "apps/model_report.h"

namespace llada {
namespace {

struct InspectFlags {
  PathFlags path;
  OutputFlags output;
  bool full = false;
};

void add_flags(CLI::App& app, InspectFlags& flags) {
  add_path_flags(app, flags.path, ModelPath::kOptional);
  add_switch(app, "--full", flags.full, "Show metadata arrays whole, such as the vocabulary");
}

Status inspect(const InspectFlags& flags, Console& console) {
  LLADA_TRY(path, model_path(flags.path));
  LLADA_TRY(report, ModelReport::open(path));
  if (flags.output.json) {
    console.print_json(report.to_json(flags.full));
  } else {
    console.print(report.to_text(flags.full));
  }
  return {};
}

}  // namespace

void add_inspect(CommandLine& line) {
  add_command<InspectFlags>(line, "inspect", "Show metadata, configuration and tensors of a model",
                            "Examples:\n"
                            "  llada inspect model.gguf\n"
                            "  llada inspect ./LLaDA-8B-Instruct --json | jq .config",
                            add_flags, inspect);
}

}  // namespace llada
