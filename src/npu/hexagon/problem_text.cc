#include "npu/hexagon/problem_text.h"

namespace llada {
namespace {

using wire::Problem;

DeviceFailure failure_of(Problem problem) {
  switch (problem) {
    case Problem::kWindow:
    case Problem::kMemory:
    case Problem::kScratch: return DeviceFailure::kWindowExhausted;
    case Problem::kOtherVersion:
    case Problem::kFormat: return DeviceFailure::kUnsupported;
    case Problem::kChecksum:
    case Problem::kListHeader:
    case Problem::kListChecksum:
    case Problem::kListEnd:
    case Problem::kListCommand:
    case Problem::kRecord: return DeviceFailure::kGarbage;
    default: return DeviceFailure::kInvalid;
  }
}

std::string text_of(const wire::Reply& r) {
  switch (r.problem) {
    case Problem::kNone: return "no problem";
    case Problem::kChecksum: return "a message does not match its checksum";
    case Problem::kOtherVersion: return fmt::format("version {}; the worker speaks {}", r.found, r.allowed);
    case Problem::kRequest: return "an unknown request, or one out of order";
    case Problem::kWindow:
      return fmt::format("{} bytes asked for, {} of its address space are free", r.found, r.allowed);
    case Problem::kMemory: return fmt::format("no {} bytes can be mapped", r.found);
    case Problem::kScratch:
      return fmt::format("{} bytes of fast memory (VTCM) needed, {} allowed", r.found, r.allowed);
    case Problem::kBuffer: return fmt::format("buffer {} is unknown, or known already", r.found);
    case Problem::kListHeader: return "no command list";
    case Problem::kListChecksum: return "a command list does not match its checksum";
    case Problem::kListEnd: return "a command list ends too early, or goes on too long";
    case Problem::kListCommand: return fmt::format("unknown command or word {}", r.found);
    case Problem::kExtent: return fmt::format("an extent of {}, allowed up to {}", r.found, r.allowed);
    case Problem::kShape: return fmt::format("a range of {} bytes, its shape needs {}", r.found, r.allowed);
    case Problem::kRange: return fmt::format("offset {} in a buffer of {} bytes", r.found, r.allowed);
    case Problem::kAlignment: return fmt::format("{} is no multiple of {}", r.found, r.allowed);
    case Problem::kVisible: return fmt::format("buffer {} is on the wrong side of the window", r.found);
    case Problem::kFormat:
      return fmt::format("weights of type {} in layout {}; it multiplies q4_0 and q8_0 in lanes", r.found, r.allowed);
    case Problem::kIndex: return fmt::format("position or row {} of {}", r.found, r.allowed);
    case Problem::kRecord: return "head statistics do not match their checksum";
    case Problem::kFault: return "injected fault";
  }
  return fmt::format("problem {}", static_cast<std::uint32_t>(r.problem));
}

}  // namespace

DeviceError to_device_error(const wire::Reply& reply, std::string_view device) {
  return {failure_of(reply.problem), fmt::format("{}: command {}: {}", device, reply.command, text_of(reply))};
}

}  // namespace llada
