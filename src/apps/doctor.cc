// llada doctor: what this machine offers and what will be used of it.
#include <fmt/ranges.h>

#include "api/compute.h"
#include "api/hexagon.h"
#include "apps/build_info.h"
#include "apps/command.h"
#include "apps/default_model.h"
#include "apps/machine.h"
#include "apps/terminal_text.h"

namespace llada {
namespace {

struct DoctorFlags {
  OutputFlags output;
};

void add_flags(CLI::App&, DoctorFlags&) {}

// Everything the report says, gathered once for both forms of it.
struct Findings {
  MachineReport machine = inspect_machine();
  NpuReport npu = probe_npu();
  HexagonReport hexagon = inspect_hexagon();
  DefaultModelSearch model = find_default_model();
  const KernelSet* exact = nullptr;    // for small models
  const KernelSet* fastest = nullptr;  // for the others
  int threads = 0;
};

Result<Findings> examine() {
  Findings findings;
  LLADA_TRY(exact, choose_kernels("auto", 0));
  LLADA_TRY(fastest, choose_kernels("auto", UINT64_MAX));
  LLADA_TRY(threads, thread_count(0));
  findings.exact = exact;
  findings.fastest = fastest;
  findings.threads = threads;
  return findings;
}

std::string chosen_for(const KernelSet* set, const Findings& findings) {
  if (set == findings.exact && set == findings.fastest) return "all models";
  if (set == findings.exact) return fmt::format("models up to {} MiB", kExactUpToBytes >> 20);
  return set == findings.fastest ? "larger models" : "";
}

std::string verdict(const Findings& findings) {
  const std::string npu =
      findings.npu.found
          ? fmt::format("{} is here: --device {} tries it, all else is computed on the CPU", findings.npu.library, kHexagonFastRpc)
          : "no NPU library, so all is computed on the CPU";
  return fmt::format(
      "{} threads; kernel set {} for models up to {} MiB (f32 activations, exact), {} for larger "
      "ones "
      "(the fastest this CPU runs); {}",
      findings.threads, findings.exact->name, kExactUpToBytes >> 20, findings.fastest->name, npu);
}

Json build_json() {
  return {{"version", build_info::kVersion},
          {"commit", build_info::kGitCommit},
          {"compiler", build_info::kCompiler},
          {"build_type", build_info::kBuildType},
          {"target", build_info::kTarget}};
}

Json machine_json(const MachineReport& machine) {
  return {{"cpu", machine.cpu},
          {"cores", machine.cores},
          {"features", machine.features},
          {"memory_bytes", machine.memory_bytes},
          {"available_bytes", machine.available_bytes},
          {"huge_pages", machine.huge_pages}};
}

Json kernels_json(const Findings& findings) {
  Json kernels = Json::array();
  for (const KernelSet* set : all_kernel_sets()) {
    kernels.push_back({{"name", set->name},
                       {"needs", set->needs},
                       {"activations", set->activations},
                       {"supported", set->supported()},
                       {"chosen_for", chosen_for(set, findings)}});
  }
  return kernels;
}

Json model_json(const DefaultModelSearch& search) {
  Json places = Json::array();
  for (const auto& path : search.looked_in) places.push_back(path.string());
  const Json path = search.found ? places.back() : Json();
  return {{"found", search.found}, {"path", path}, {"looked_in", places}};
}

Json findings_json(const Findings& findings) {
  return {{"build", build_json()},
          {"machine", machine_json(findings.machine)},
          {"kernels", kernels_json(findings)},
          {"threads", findings.threads},
          {"default_model", model_json(findings.model)},
          {"npu",
           {{"library", findings.npu.library},
            {"found", findings.npu.found},
            {"detail", findings.npu.detail}}},
          {"hexagon_emulated",
           {{"worker", findings.hexagon.worker},
            {"emulator", findings.hexagon.emulator},
            {"missing", findings.hexagon.missing}}},
          {"will_use", verdict(findings)}};
}

std::string machine_text(const MachineReport& machine) {
  std::string text = fmt::format("cpu            {}, {} cores\n",
                                 machine.cpu.empty() ? "unknown" : machine.cpu, machine.cores);
  text +=
      fmt::format("features       {}\n", machine.features.empty()
                                             ? "none that matter"
                                             : fmt::format("{}", fmt::join(machine.features, " ")));
  text += fmt::format("memory         {}, {} available\n",
                      human_bytes(static_cast<double>(machine.memory_bytes)),
                      human_bytes(static_cast<double>(machine.available_bytes)));
  return text + fmt::format("huge pages     {}\n",
                            machine.huge_pages.empty() ? "unknown" : machine.huge_pages);
}

std::string kernels_text(const Findings& findings) {
  std::string text;
  for (const KernelSet* set : all_kernel_sets()) {
    const std::string use = chosen_for(set, findings);
    text += fmt::format("kernels        {:<13} {:<14} {} activations, needs {}{}\n", set->name,
                        set->supported() ? "supported" : "not supported", set->activations,
                        set->needs, use.empty() ? "" : "; for " + use);
  }
  return text;
}

std::string model_text(const DefaultModelSearch& search) {
  if (search.found) return fmt::format("default model  {}\n", search.looked_in.back().string());
  std::string text = "default model  not found; set LLADA_MODEL or name a model; looked for:\n";
  for (const auto& path : search.looked_in)
    text += fmt::format("                 {}\n", path.string());
  return text;
}

std::string findings_text(const Findings& findings) {
  std::string text =
      fmt::format("llada          {}, {} {}, {}\n", build_info::kVersion, build_info::kTarget,
                  build_info::kBuildType, build_info::kCompiler);
  text += machine_text(findings.machine) + kernels_text(findings) + model_text(findings.model);
  text += fmt::format("npu            {}: {}\n", findings.npu.library,
                      findings.npu.found ? "found" : findings.npu.detail);
  text += fmt::format("npu emulated   --device {}: {}\n", kHexagonEmulated,
                      findings.hexagon.missing.empty()
                          ? fmt::format("{} under {}", findings.hexagon.worker, findings.hexagon.emulator)
                          : findings.hexagon.missing);
  return text + fmt::format("will use       {}\n", verdict(findings));
}

Status doctor(const DoctorFlags& flags, Console& console) {
  LLADA_TRY(findings, examine());
  if (flags.output.json) {
    console.print_json(findings_json(findings));
  } else {
    console.print(visible_controls(findings_text(findings)));
  }
  return {};
}

}  // namespace

void add_doctor(CommandLine& line) {
  add_command<DoctorFlags>(line, "doctor",
                           "Say what this machine offers and what will be used of it",
                           "Examples:\n"
                           "  llada doctor\n"
                           "  llada doctor --json | jq .kernels",
                           add_flags, doctor);
}

}  // namespace llada
