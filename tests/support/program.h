// Runs the llada program as a user would: arguments and standard input in, exit code and output
// back.
#pragma once

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/json.h"
#include "support/temp_folder.h"
#include "support/test_data.h"

namespace llada::test {

struct ProgramResult {
  int exit_code = -1;  // 128 + signal for a process that a signal ended
  std::string out;
  std::string err;

  // Standard output as JSON; null when it is not one JSON value.
  [[nodiscard]] Json json() const {
    auto value = parse_json(out);
    return value ? *value : Json();
  }
};

using Environment = std::vector<std::pair<std::string, std::string>>;

// Becomes the program; to be called in a child process.
[[noreturn]] inline void exec_llada(const std::vector<std::string>& arguments,
                                    const Environment& environment) {
  for (const char* name : {"NO_COLOR", "LLADA_MODEL", "COLUMNS", "LINES"}) ::unsetenv(name);
  ::setenv("TERM", "xterm", 1);
  for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<std::string> words;
  std::istringstream emulator(LLADA_EMULATOR);
  for (std::string word; emulator >> word;) words.push_back(word);
  words.emplace_back(LLADA_PROGRAM);
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::execvp(pointers[0], pointers.data());
  ::_exit(127);
}

inline int exit_code_of(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// A run whose streams are files, so that neither side can block the other.
class Program {
 public:
  explicit Program(const std::vector<std::string>& arguments, std::string_view input = {},
                   const Environment& environment = {}) {
    folder_.write("in", input);
    folder_.write("out", "");
    folder_.write("err", "");
    pid_ = ::fork();
    if (pid_ != 0) return;
    redirect("in", O_RDONLY, STDIN_FILENO);
    redirect("out", O_WRONLY, STDOUT_FILENO);
    redirect("err", O_WRONLY, STDERR_FILENO);
    exec_llada(arguments, environment);
  }
  ~Program() {
    if (pid_ > 0) ::kill(pid_, SIGKILL), ::waitpid(pid_, nullptr, 0);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void signal(int number) const { ::kill(pid_, number); }
  [[nodiscard]] std::string error_so_far() const { return read("err"); }
  ProgramResult wait() {
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return {exit_code_of(status), read("out"), read("err")};
  }

 private:
  [[nodiscard]] std::string read(const char* name) const {
    return read_text(folder_.path() / name);
  }
  void redirect(const char* name, int flags, int stream) const {
    ::dup2(::open((folder_.path() / name).c_str(), flags), stream);
  }

  TempFolder folder_;
  pid_t pid_ = -1;
};

inline ProgramResult llada(const std::vector<std::string>& arguments, std::string_view input = {},
                           const Environment& environment = {}) {
  return Program(arguments, input, environment).wait();
}

// Whether a run can have a terminal: not where /dev/pts is missing, as in a bare chroot.
inline bool has_terminals() {
  int terminal = -1, program_side = -1;
  if (::openpty(&terminal, &program_side, nullptr, nullptr, nullptr) != 0) return false;
  ::close(terminal);
  ::close(program_side);
  return true;
}

// A run at a terminal of `columns` x `rows`; `keys` are typed at once. Both streams come back as
// `out`.
inline ProgramResult llada_at_terminal(const std::vector<std::string>& arguments,
                                       std::string_view keys = {},
                                       const Environment& environment = {},
                                       unsigned short columns = 80, unsigned short rows = 24) {
  winsize size{rows, columns, 0, 0};
  int terminal = -1;
  const pid_t pid = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (pid == 0) exec_llada(arguments, environment);
  ProgramResult result;
  if (::write(terminal, keys.data(), keys.size()) < 0) return result;
  char chunk[4096];
  for (ssize_t count = 0; (count = ::read(terminal, chunk, sizeof(chunk))) > 0;) {
    result.out.append(chunk, static_cast<std::size_t>(count));
  }
  ::close(terminal);
  int status = 0;
  ::waitpid(pid, &status, 0);
  result.exit_code = exit_code_of(status);
  return result;
}

}  // namespace llada::test
