#include "worker/worker.h"

#include "platform/platform.h"
#include "worker/executor.h"
#include "worker/stager.h"

namespace llada::dsp {
namespace {

using wire::Reply;
using wire::Request;
using wire::RequestKind;

constexpr uint64_t kListBytes = uint64_t{wire::kListSlots} * wire::kListSlotBytes;
// Kept free of the window: an aperture for staging, and what rounding to pages takes.
constexpr uint64_t kReserveBytes = 4u << 20;
constexpr int kLooks = 4000;  // at the ring before sleeping: a few tens of microseconds

class Session {
 public:
  void answer(const Request& request, Reply& reply);
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  Outcome act(const Request& request, Reply& reply);
  Outcome greet(const wire::Hello& hello);
  Outcome run(const wire::Run& run, Reply& reply);
  Outcome run_list(ListReader& list, const wire::Run& run, Reply& reply);
  Outcome perform(const Command& command, uint32_t index);

  Buffers buffers_;
  Scratch scratch_;
  ThreadTeam team_;
  Executor executor_{buffers_, scratch_, team_};
  Stager stager_{buffers_};
  uint8_t* lists_ = nullptr;
  bool greeted_ = false;
  bool stopped_ = false;
  uint64_t mapping_ns_ = 0;
  wire::Counters counters_{};
};

Outcome Session::greet(const wire::Hello& hello) {
  if (hello.magic != wire::kMagic || hello.version != wire::kVersion) return wrong(Problem::kOtherVersion, hello.version, wire::kVersion);
  if (hello.list_version != wire::kListVersion) return wrong(Problem::kOtherVersion, hello.list_version, wire::kListVersion);
  if (greeted_ || (hello.activation_bits != 16 && hello.activation_bits != 8)) return wrong(Problem::kRequest);
  auto* fast = static_cast<uint8_t*>(take_scratch(hello.scratch_bytes));
  if (fast == nullptr) return wrong(Problem::kMemory, hello.scratch_bytes);
  lists_ = static_cast<uint8_t*>(map_memory(hello.lists_handle, hello.lists_offset, kListBytes));
  if (lists_ == nullptr) return wrong(Problem::kMemory, kListBytes);
  const uint64_t most = measure_window(), room = most > kReserveBytes ? most - kReserveBytes : 0;
  if (hello.window_bytes > room) return wrong(Problem::kWindow, hello.window_bytes, room);
  buffers_.set_window((hello.window_bytes > 0 ? hello.window_bytes : room) / wire::kPage * wire::kPage);
  scratch_.own(fast, hello.scratch_bytes);
  executor_.set_activation_bits(static_cast<int>(hello.activation_bits));
  team_.start(hello.threads);
  stager_.start();
  greeted_ = true;
  return {};
}

// Copies go on beside what follows them; all else is done when this returns.
Outcome Session::perform(const Command& command, uint32_t index) {
  ++counters_.commands;
  if (command.kind == CommandKind::kStage) return stager_.push(command, index);
  const uint64_t before = now_ns();
  LLADA_DSP_CHECK(stager_.wait_for(command));
  const uint64_t begin = now_ns();
  counters_.stalled_ns += begin - before;
  const Outcome done = executor_.run(command);
  (concerns_all(command) ? mapping_ns_ : counters_.busy_ns) += now_ns() - begin;
  return done;
}

Outcome Session::run_list(ListReader& list, const wire::Run& run, Reply& reply) {
  static Command command;
  while (list.more()) {
    command = Command();
    const Outcome read = list.next(command);
    reply.command = list.index();
    LLADA_DSP_CHECK(read);
    const bool faulty = run.fault != wire::Fault::kNone && run.at == list.index();
    if (faulty && run.fault == wire::Fault::kDie) die();
    while (faulty && run.fault == wire::Fault::kHang) __asm__ volatile("");  // no loop the compiler may drop
    LLADA_DSP_CHECK(perform(command, list.index()));
    if (faulty) executor_.damage(command);
  }
  return {};
}

// No copy outlives its list: what comes after may take its memory away.
Outcome Session::run(const wire::Run& run, Reply& reply) {
  if (run.slot >= wire::kListSlots || run.bytes > wire::kListSlotBytes) return wrong(Problem::kRequest, run.slot, wire::kListSlots);
  ListReader list;
  LLADA_DSP_CHECK(list.open(lists_ + uint64_t{run.slot} * wire::kListSlotBytes, run.bytes));
  if (list.activations() != 0) return wrong(Problem::kFormat, list.activations());
  const Outcome done = run_list(list, run, reply);
  const Outcome copied = stager_.wait_for_all();
  if (copied) return done;
  reply.command = stager_.take_failed_command();
  return copied;
}

Outcome Session::act(const Request& request, Reply& reply) {
  if (request.checksum != wire::checksum(&request, sizeof request - sizeof request.checksum)) return wrong(Problem::kChecksum);
  if (!greeted_ && request.kind != RequestKind::kHello && request.kind != RequestKind::kStop) return wrong(Problem::kRequest);
  switch (request.kind) {
    case RequestKind::kHello: return greet(request.hello);
    case RequestKind::kAttach: return buffers_.attach(request.attach);
    case RequestKind::kDetach: return buffers_.detach(request.detach.buffer);
    case RequestKind::kRun: return run(request.run, reply);
    case RequestKind::kStop:
      stopped_ = true;
      return {};
  }
  return wrong(Problem::kRequest, static_cast<uint64_t>(request.kind));
}

void Session::answer(const Request& request, Reply& reply) {
  reply = Reply();
  reply.sequence = request.sequence;
  const Outcome outcome = act(request, reply);
  reply.problem = outcome.problem;
  reply.found = outcome.found;
  reply.allowed = outcome.allowed;
  reply.version = wire::kVersion;
  reply.list_version = wire::kListVersion;
  reply.arch = __HEXAGON_ARCH__;
  reply.window_bytes = buffers_.window();
  counters_.maps = buffers_.maps();
  counters_.unmaps = buffers_.unmaps();
  counters_.stages = stager_.stages();
  counters_.staged_bytes = stager_.staged_bytes();
  counters_.staging_ns = stager_.busy_ns() + mapping_ns_;
  counters_.visible_bytes = buffers_.visible_bytes();
  counters_.scratch_bytes = scratch_.most();
  reply.counters = counters_;
  reply.checksum = wire::checksum(&reply, sizeof reply - sizeof reply.checksum);
}

bool next_request(wire::Control& control, Request& request) {
  for (int look = 0; look < kLooks; ++look) {
    if (wire::pop(control.requests, request)) return true;
  }
  const uint32_t seen = __atomic_load_n(&control.requests.written, __ATOMIC_ACQUIRE);
  if (wire::pop(control.requests, request)) return true;
  wait_for_change(&control.requests.written, seen);
  return false;
}

// Made when first asked for: nobody runs constructors before this worker.
Session& session() {
  static Session only;
  return only;
}

}  // namespace

void answer(const Request& request, Reply& reply) { session().answer(request, reply); }

int serve(wire::Control& control) {
  Request request;
  Reply reply;
  while (!session().stopped()) {
    if (!next_request(control, request)) continue;
    answer(request, reply);
    if (!wire::push(control.replies, reply)) return 4;  // the host reads every reply before it asks more
    wake(&control.replies.written);
  }
  return 0;
}

}  // namespace llada::dsp
