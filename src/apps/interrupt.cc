#include "apps/interrupt.h"

#include <csignal>

namespace llada {
namespace {

std::atomic<CancelFlag*> current_flag{nullptr};
volatile std::sig_atomic_t last_signal = SIGINT;

static_assert(std::atomic<CancelFlag*>::is_always_lock_free,
              "the handler may touch lock-free atomics only");

extern "C" void raise_flag(int signal) {
  last_signal = signal;
  if (CancelFlag* flag = current_flag.load()) flag->cancel();
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  // No SA_RESTART: a read that waits for the user shall return.
  action.sa_flags = handler == raise_flag ? static_cast<int>(SA_RESETHAND) : 0;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

Interrupt::Interrupt() {
  current_flag.store(&flag_);
  handle(SIGINT, raise_flag);
  handle(SIGTERM, raise_flag);
}

Interrupt::~Interrupt() {
  handle(SIGINT, SIG_DFL);
  handle(SIGTERM, SIG_DFL);
  current_flag.store(nullptr);
}

void ignore_broken_pipes() { handle(SIGPIPE, SIG_IGN); }

int interrupted_exit_code() { return 128 + static_cast<int>(last_signal); }

}  // namespace llada
