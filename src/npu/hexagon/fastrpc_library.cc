#include "npu/hexagon/fastrpc_library.h"

#include <dlfcn.h>

namespace llada::fastrpc {
namespace {

struct Loaded {
  Library functions{};
  void* object = nullptr;
  ~Loaded() {
    if (object != nullptr) ::dlclose(object);
  }
};

template <class Function>
bool find(void* object, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(object, name));
  return function != nullptr;
}

// The name of an entry point that is missing; nullptr when all are there.
const char* find_all(void* object, Library& f) {
#define LLADA_FIND(name) \
  if (!find(object, #name, f.name)) return #name
  LLADA_FIND(rpcmem_alloc);
  LLADA_FIND(rpcmem_free);
  LLADA_FIND(rpcmem_to_fd);
  LLADA_FIND(fastrpc_mmap);
  LLADA_FIND(fastrpc_munmap);
  LLADA_FIND(remote_handle64_open);
  LLADA_FIND(remote_handle64_invoke);
  LLADA_FIND(remote_handle64_close);
  LLADA_FIND(remote_handle64_control);
  LLADA_FIND(remote_handle_control);
  LLADA_FIND(remote_session_control);
  LLADA_FIND(dspqueue_create);
  LLADA_FIND(dspqueue_export);
  LLADA_FIND(dspqueue_write);
  LLADA_FIND(dspqueue_read);
  LLADA_FIND(dspqueue_close);
#undef LLADA_FIND
  (void)find(object, "rpcmem_alloc2", f.rpcmem_alloc2);
  return nullptr;
}

}  // namespace

Result<std::shared_ptr<const Library>> load(const std::filesystem::path& path) {
  auto loaded = std::make_shared<Loaded>();
  loaded->object = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (loaded->object == nullptr) return fail(ErrorCode::kNotFound, "no NPU library: {}", ::dlerror());
  if (const char* missing = find_all(loaded->object, loaded->functions))
    return fail(ErrorCode::kUnsupported, "{} has no {}: the vendor's library is older than this program needs", path.string(), missing);
  return std::shared_ptr<const Library>(loaded, &loaded->functions);
}

}  // namespace llada::fastrpc
