#include "formats/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include "formats/allocation_guard.h"

namespace llada {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

tl::unexpected<Error> system_failure(const std::filesystem::path& path, std::string_view action,
                                     int error) {
  const bool absent = error == ENOENT || error == ENOTDIR;
  return fail(absent ? ErrorCode::kNotFound : ErrorCode::kIo, "{}: cannot {}: {}", path.string(),
              action, std::generic_category().message(error));
}

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

FileStamp stamp_from(const struct stat& info) {
#ifdef __APPLE__
  const timespec modified = info.st_mtimespec, changed = info.st_ctimespec;
#else
  const timespec modified = info.st_mtim, changed = info.st_ctim;
#endif
  return {static_cast<std::uint64_t>(info.st_size), nanoseconds(modified), nanoseconds(changed)};
}

Result<FileStamp> regular_file_stamp(int fd, const std::filesystem::path& path) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return system_failure(path, "read its size", errno);
  if (!S_ISREG(info.st_mode)) {
    return fail(ErrorCode::kIo, "{}: is a {}, not a file", path.string(),
                S_ISDIR(info.st_mode) ? "directory" : "device or pipe");
  }
  return stamp_from(info);
}

}  // namespace

Result<FileStamp> stamp_of(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return system_failure(path, "read its size", errno);
  return stamp_from(info);
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  return guard_allocation(path.native(), [&] { return map(path); });
}

Result<MappedFile> MappedFile::map(const std::filesystem::path& path) {
  // O_NONBLOCK: opening a pipe must not wait for a writer.
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.get() < 0) return system_failure(path, "open", errno);
  LLADA_TRY(stamp, regular_file_stamp(descriptor.get(), path));
  const std::size_t size = stamp.bytes;

  MappedFile file;
  file.path_ = path;
  file.stamp_ = stamp;
  if (size == 0) return file;  // an empty map is an error to mmap, an empty file is none to us
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.get(), 0);
  if (data == MAP_FAILED) return system_failure(path, "map into memory", errno);
  file.data_ = static_cast<const std::byte*>(data);
  file.size_ = size;
  file.descriptor_ = descriptor.release();
  return file;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      stamp_(other.stamp_),
      path_(std::move(other.path_)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(stamp_, other.stamp_);
  std::swap(path_, other.path_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

void MappedFile::expect(std::span<const std::byte> part) const {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(part.data());
  const std::uintptr_t first = begin / page * page;
  ::madvise(reinterpret_cast<void*>(first), begin + part.size() - first, MADV_WILLNEED);
}

void MappedFile::prefer_huge_pages() const {
#ifdef MADV_HUGEPAGE
  if (data_ != nullptr) ::madvise(const_cast<std::byte*>(data_), size_, MADV_HUGEPAGE);
#endif
}

void MappedFile::release(std::span<const std::byte> part) const {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(part.data());
  const auto mapped = reinterpret_cast<std::uintptr_t>(data_);
  // Forgetting pages that are not this file's would zero somebody's heap.
  if (begin < mapped || part.size() > size_ || begin - mapped > size_ - part.size()) return;
  const std::uintptr_t first = (begin + page - 1) / page * page;  // whole pages inside `part` only:
  const std::uintptr_t last = (begin + part.size()) / page * page;  // neighbours may be in use
  if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
}

}  // namespace llada
