#include "formats/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
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
  file_.reset();
  if (!partial_path_.empty()) ::unlink(partial_path_.c_str());
  partial_path_.clear();
}

Status OutputFile::write(std::span<const std::byte> data) {
  if (data.empty()) return {};
  if (std::fwrite(data.data(), 1, data.size(), file_.get()) == data.size()) return {};
  return failure("write", errno);
}

Status OutputFile::publish() {
  if (!file_) return fail(ErrorCode::kInternal, "{}: finished twice", path_.string());
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
