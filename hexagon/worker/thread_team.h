// The chip's hardware threads: a team that does the parts of one command together. The caller takes part.
#pragma once

#include "npu/hexagon/wire.h"

namespace llada::dsp {

class ThreadTeam {
 public:
  // Fewer if the platform gives fewer.
  void start(uint32_t threads);
  [[nodiscard]] uint32_t size() const { return size_; }

  // Calls work(context, part, thread) once for each part, in no order; returns when all are done.
  using Work = void (*)(void* context, uint32_t part, uint32_t thread);
  void run(uint32_t parts, Work work, void* context);

  // The same for a callable body(part, thread).
  template <class Body>
  void for_each(uint32_t parts, const Body& body) {
    const auto call = [](void* context, uint32_t part, uint32_t thread) {
      (*static_cast<const Body*>(context))(part, thread);
    };
    run(parts, call, const_cast<Body*>(&body));
  }

 private:
  struct Member {
    ThreadTeam* team;
    uint32_t thread;
  };
  static void live(void* member);
  void take_parts(uint32_t thread);

  uint32_t size_ = 1;
  Member members_[wire::kMaxThreads]{};
  Work work_ = nullptr;
  void* context_ = nullptr;
  uint32_t parts_ = 0;
  uint32_t next_ = 0;      // part to be taken
  uint32_t round_ = 0;     // futex: grows when there is work
  uint32_t working_ = 0;   // futex: members that have not finished the round
};

}  // namespace llada::dsp
