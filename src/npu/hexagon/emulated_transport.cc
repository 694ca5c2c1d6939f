#include "npu/hexagon/emulated_transport.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace llada {
namespace {

constexpr std::uint64_t kMemoryBytes = std::uint64_t{1} << 40;  // sparse: only what is written takes room
constexpr auto kLook = std::chrono::milliseconds(20);           // between looks at whether the worker lives
constexpr std::string_view kWorkerName = "llada-hexagon-worker-v67";

std::string reason() { return std::generic_category().message(errno); }

std::uint64_t round_up(std::uint64_t bytes) { return (bytes + wire::kPage - 1) / wire::kPage * wire::kPage; }

std::filesystem::path folder_of_this_program() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

long futex(std::uint32_t* word, int operation, std::uint32_t value, const timespec* timeout) {
  return ::syscall(SYS_futex, word, operation, value, timeout, nullptr, 0);
}

int shared_file(const char* name, std::uint64_t bytes) {
  const int file = ::memfd_create(name, MFD_CLOEXEC);
  if (file >= 0 && ::ftruncate(file, static_cast<off_t>(bytes)) == 0) return file;
  if (file >= 0) ::close(file);
  return -1;
}

std::string ending_of(int status) {
  if (WIFSIGNALED(status)) return fmt::format("ended by signal {}", WTERMSIG(status));
  return fmt::format("ended with status {}", WEXITSTATUS(status));
}

}  // namespace

Result<std::filesystem::path> find_hexagon_worker() {
  std::error_code error;
  const char* wanted = std::getenv("LLADA_HEXAGON_WORKER");
  if (wanted != nullptr) {
    if (std::filesystem::exists(wanted, error)) return std::filesystem::path(wanted);
    return fail(ErrorCode::kNotFound, "LLADA_HEXAGON_WORKER names {}, which is not there", wanted);
  }
  const std::filesystem::path here = folder_of_this_program();
  for (const auto& path : {here / kWorkerName, here / "../lib/llada" / kWorkerName}) {
    if (std::filesystem::exists(path, error)) return path;
  }
  return fail(ErrorCode::kNotFound,
              "the Hexagon worker {} is not beside this program ({}): it is built where clang-19 and lld-19 are "
              "installed (apt-get install clang-19 lld-19), then configure and build again",
              kWorkerName, here.string());
}

Result<std::filesystem::path> find_hexagon_emulator(std::string_view name) {
  const char* places = std::getenv("PATH");
  std::string_view left = places != nullptr ? places : "/usr/local/bin:/usr/bin:/bin";
  while (!left.empty()) {
    const std::size_t end = std::min(left.find(':'), left.size());
    const std::filesystem::path path = std::filesystem::path(left.substr(0, end)) / name;
    if (::access(path.c_str(), X_OK) == 0) return path;
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return fail(ErrorCode::kNotFound, "{} is not in PATH: it runs the Hexagon worker (apt-get install qemu-user)", name);
}

Result<std::unique_ptr<EmulatedTransport>> EmulatedTransport::create(const EmulatorOptions& options) {
  std::unique_ptr<EmulatedTransport> transport(new EmulatedTransport());
  LLADA_CHECK(transport->make_memory());
  LLADA_CHECK(transport->start(options));
  return transport;
}

Status EmulatedTransport::make_memory() {
  control_file_ = shared_file("llada-hexagon-control", wire::kPage);
  memory_file_ = shared_file("llada-hexagon-memory", kMemoryBytes);
  if (control_file_ < 0 || memory_file_ < 0)
    return fail(ErrorCode::kIo, "memory to share with the Hexagon worker: {}", reason());
  void* at = ::mmap(nullptr, wire::kPage, PROT_READ | PROT_WRITE, MAP_SHARED, control_file_, 0);
  if (at == MAP_FAILED) return fail(ErrorCode::kIo, "memory to share with the Hexagon worker: {}", reason());
  control_ = static_cast<wire::Control*>(at);
  return {};
}

// Between fork and exec only what is safe in a process of many threads.
Status EmulatedTransport::start(const EmulatorOptions& options) {
  LLADA_TRY(emulator, find_hexagon_emulator(options.emulator));
  std::filesystem::path program = options.worker;
  if (program.empty()) {
    LLADA_TRY(found, find_hexagon_worker());
    program = found;
  }
  std::vector<std::string> words{emulator.string()};
  if (options.address_space_bytes > 0) {
    words.emplace_back("-R");
    words.push_back(std::to_string(options.address_space_bytes / wire::kPage * wire::kPage));
  }
  words.push_back(program.string());
  words.push_back(std::to_string(control_file_));
  words.push_back(std::to_string(memory_file_));
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorCode::kIo, "the Hexagon worker cannot be started: {}", reason());
  if (child == 0) {
    ::setpgid(0, 0);  // an interrupt at the terminal is for this program alone
    ::dup2(STDERR_FILENO, STDOUT_FILENO);  // standard output is the program's own
    ::fcntl(control_file_, F_SETFD, 0);
    ::fcntl(memory_file_, F_SETFD, 0);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  worker_ = child;
  return {};
}

EmulatedTransport::~EmulatedTransport() {
  kill();
  if (control_ != nullptr) ::munmap(control_, wire::kPage);
  for (const int file : {control_file_, memory_file_}) {
    if (file >= 0) ::close(file);
  }
}

void EmulatedTransport::kill() {
  if (worker_ == 0) return;
  ::kill(worker_, SIGKILL);
  while (::waitpid(worker_, nullptr, 0) < 0 && errno == EINTR) {}
  worker_ = 0;
  if (end_.empty()) end_ = "was ended";
}

DeviceResult<SharedMemory> EmulatedTransport::allocate(std::uint64_t bytes) {
  const std::uint64_t wanted = round_up(bytes);
  std::uint64_t offset = 0;
  for (const auto& [begin, size] : taken_) {
    if (begin - offset >= wanted) break;
    offset = begin + size;
  }
  if (wanted > kMemoryBytes - offset) return device_fail(DeviceFailure::kWindowExhausted, "{} bytes of shared memory", bytes);
  void* at = ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_SHARED, memory_file_, static_cast<off_t>(offset));
  if (at == MAP_FAILED)
    return device_fail(DeviceFailure::kWindowExhausted, "{} bytes of shared memory: {}", bytes, reason());
  taken_.emplace(offset, wanted);
  return SharedMemory{static_cast<std::byte*>(at), 0, offset, wanted};
}

void EmulatedTransport::free(const SharedMemory& memory) {
  ::munmap(memory.at, memory.bytes);
  ::fallocate(memory_file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(memory.offset),
              static_cast<off_t>(memory.bytes));
  taken_.erase(memory.offset);
}

bool EmulatedTransport::gone() {
  if (worker_ == 0) return true;
  int status = 0;
  if (::waitpid(worker_, &status, WNOHANG) != worker_) return false;
  worker_ = 0;
  end_ = ending_of(status);
  return true;
}

DeviceStatus EmulatedTransport::lost() const {
  return device_fail(DeviceFailure::kLost, "the emulated Hexagon worker {}", end_);
}

DeviceStatus EmulatedTransport::send(const wire::Request& request) {
  if (gone()) return lost();
  if (!wire::push(control_->requests, request))
    return device_fail(DeviceFailure::kLost, "the emulated Hexagon worker takes no requests");
  futex(&control_->requests.written, FUTEX_WAKE, 1, nullptr);
  return {};
}

DeviceResult<wire::Reply> EmulatedTransport::receive(Nanoseconds timeout) {
  const auto until = std::chrono::steady_clock::now() + timeout;
  wire::Reply reply;
  for (;;) {
    const std::uint32_t seen = __atomic_load_n(&control_->replies.written, __ATOMIC_ACQUIRE);
    if (wire::pop(control_->replies, reply)) return reply;
    if (gone()) {
      if (wire::pop(control_->replies, reply)) return reply;  // its last words
      return tl::unexpected(lost().error());
    }
    const auto left = std::chrono::duration_cast<Nanoseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return device_fail(DeviceFailure::kTimedOut, "no answer from the emulated Hexagon worker");
    const auto nap = std::min<Nanoseconds>(left, kLook);
    const timespec time{0, static_cast<long>(nap.count())};
    futex(&control_->replies.written, FUTEX_WAIT, seen, &time);
  }
}

}  // namespace llada
