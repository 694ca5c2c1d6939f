#include "formats/output_file.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <system_error>
#include <utility>

namespace llada {
namespace {

constexpr int kMaxAttempts = 100;  // leftovers of a killed process with our number

// Opens a file that did not exist before; its number follows the process's in the name.
int create_partial(const std::filesystem::path& path, std::filesystem::path& partial) {
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    partial = path;
    partial += fmt::format(".{}-{}.part", ::getpid(), attempt);
    const int fd = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

// Beyond the limit of file size (RLIMIT_FSIZE) a write sends SIGXFSZ, which ends the process; while this
// lives, the write fails with EFBIG and nothing more.
class SizeSignalBlock {
 public:
  SizeSignalBlock() {
    sigemptyset(&signal_);
    sigaddset(&signal_, SIGXFSZ);
    ::pthread_sigmask(SIG_BLOCK, &signal_, &before_);
  }
  ~SizeSignalBlock() {
    const int error = errno;
    const timespec now{};
    if (sigismember(&before_, SIGXFSZ) == 0) ::sigtimedwait(&signal_, nullptr, &now);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = error;
  }
  SizeSignalBlock(const SizeSignalBlock&) = delete;
  SizeSignalBlock& operator=(const SizeSignalBlock&) = delete;

 private:
  sigset_t signal_{};
  sigset_t before_{};
};

// 0, or the error that a later write would meet too.
int take_space(int fd, std::uint64_t bytes) {
#ifdef __linux__
  const SizeSignalBlock block;
  if (::fallocate(fd, 0, 0, static_cast<off_t>(bytes)) == 0) return 0;
  return errno == ENOSPC || errno == EFBIG || errno == EDQUOT ? errno : 0;
#else
  return 0;
#endif
}

}  // namespace

Result<OutputFile> OutputFile::create(const std::filesystem::path& path) {
  OutputFile output;
  output.path_ = path;
  std::filesystem::path partial;
  const int fd = create_partial(path, partial);
  if (fd < 0) return output.failure("create it", errno);
  output.partial_path_ = std::move(partial);
  output.file_.reset(::fdopen(fd, "wb"));
  if (output.file_) return output;
  const int error = errno;
  ::close(fd);
  return output.failure("create it", error);
}

OutputFile& OutputFile::operator=(OutputFile&& other) noexcept {
  discard();
  file_ = std::move(other.file_);
  path_ = std::move(other.path_);
  partial_path_ = std::exchange(other.partial_path_, {});
  return *this;
}

OutputFile::~OutputFile() { discard(); }

void OutputFile::discard() {
  const SizeSignalBlock block;  // what is buffered is still written
  file_.reset();
  if (!partial_path_.empty()) ::unlink(partial_path_.c_str());
  partial_path_.clear();
}

Status OutputFile::reserve(std::uint64_t bytes) {
  const int error = take_space(::fileno(file_.get()), bytes);
  return error == 0 ? Status() : failure("write", error);
}

Status OutputFile::write(std::span<const std::byte> data) {
  if (data.empty()) return {};
  const SizeSignalBlock block;
  if (std::fwrite(data.data(), 1, data.size(), file_.get()) == data.size()) return {};
  return failure("write", errno);
}

Status OutputFile::publish() {
  if (!file_) return fail(ErrorCode::kInternal, "{}: finished twice", path_.string());
  const SizeSignalBlock block;
  const bool flushed = std::fflush(file_.get()) == 0 && ::fsync(::fileno(file_.get())) == 0;
  if (!flushed) return failure("write", errno);
  if (std::fclose(file_.release()) != 0) return failure("close", errno);
  if (::rename(partial_path_.c_str(), path_.c_str()) != 0)
    return failure("rename into place", errno);
  partial_path_.clear();
  return {};
}

tl::unexpected<Error> OutputFile::failure(std::string_view action, int error) const {
  return fail(ErrorCode::kIo, "{}: cannot {}: {}", path_.string(), action,
              std::generic_category().message(error));
}

}  // namespace llada
