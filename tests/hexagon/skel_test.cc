// What a phone's loader will look for in the skels: their architecture, the one entry point they offer,
// and every symbol they leave to the DSP's operating system.
#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <set>

#include "formats/mapped_file.h"
#include "hexagon/emulated_worker.h"

namespace llada {
namespace {

// hexagon/platform/fastrpc/vendor.h and docs/hexagon.md name them.
const std::set<std::string> kExpected = {
    "HAP_mmap", "HAP_munmap", "HAP_request_VTCM", "memalign", "abort", "dspqueue_close", "dspqueue_import",
    "dspqueue_read_noblock", "dspqueue_write", "pthread_attr_init", "pthread_attr_setstacksize", "pthread_create",
    "qurt_futex_wait", "qurt_futex_wake", "qurt_mem_cache_clean"};

class Skel {
 public:
  explicit Skel(const std::filesystem::path& path) : file_(MappedFile::open(path).value()) {}

  [[nodiscard]] const Elf32_Ehdr& header() const { return *at<Elf32_Ehdr>(0); }

  // Names of dynamic symbols that are defined, or that are not.
  [[nodiscard]] std::set<std::string> symbols(bool defined) const {
    std::set<std::string> names;
    for (int i = 0; i < header().e_shnum; ++i) {
      const auto* section = at<Elf32_Shdr>(header().e_shoff + i * sizeof(Elf32_Shdr));
      if (section->sh_type != SHT_DYNSYM) continue;
      const auto* strings = at<Elf32_Shdr>(header().e_shoff + section->sh_link * sizeof(Elf32_Shdr));
      for (std::size_t n = 1; n < section->sh_size / sizeof(Elf32_Sym); ++n) {
        const auto* symbol = at<Elf32_Sym>(section->sh_offset + n * sizeof(Elf32_Sym));
        if ((symbol->st_shndx != SHN_UNDEF) == defined) names.insert(at<char>(strings->sh_offset + symbol->st_name));
      }
    }
    return names;
  }

  [[nodiscard]] bool has_section(std::string_view name) const {
    const auto* names = at<Elf32_Shdr>(header().e_shoff + header().e_shstrndx * sizeof(Elf32_Shdr));
    for (int i = 0; i < header().e_shnum; ++i) {
      if (name == at<char>(names->sh_offset + at<Elf32_Shdr>(header().e_shoff + i * sizeof(Elf32_Shdr))->sh_name)) return true;
    }
    return false;
  }

 private:
  template <class T>
  [[nodiscard]] const T* at(std::size_t offset) const {
    return reinterpret_cast<const T*>(file_.bytes().data() + offset);
  }
  MappedFile file_;
};

class SkelTest : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { SKIP_WITHOUT_HEXAGON(); }
  static Skel skel() { return Skel(std::filesystem::path(LLADA_SKEL_FOLDER) / fmt::format("libllada_hexagon_skel_v{}.so", GetParam())); }
};

TEST_P(SkelTest, IsASharedObjectForItsArchitecture) {
  const Skel object = skel();
  EXPECT_EQ(std::memcmp(object.header().e_ident, ELFMAG, SELFMAG), 0);
  EXPECT_EQ(object.header().e_type, ET_DYN);
  EXPECT_EQ(object.header().e_machine, EM_QDSP6);
  EXPECT_EQ(object.header().e_flags & 0xff, GetParam() == 68 ? 0x68u : 0x73u);
}

TEST_P(SkelTest, OffersItsEntryPointAlone) {
  EXPECT_EQ(skel().symbols(true), std::set<std::string>{"llada_skel_handle_invoke"});
}

TEST_P(SkelTest, LeavesTheDocumentedSymbolsToTheSystem) { EXPECT_EQ(skel().symbols(false), kExpected); }

TEST_P(SkelTest, NeedsNoConstructorsToRun) {
  for (const char* section : {".ctors", ".init_array"}) EXPECT_FALSE(skel().has_section(section)) << section;
}

INSTANTIATE_TEST_SUITE_P(Architectures, SkelTest, testing::Values(68, 73), [](const auto& parameter) { return fmt::format("v{}", parameter.param); });

}  // namespace
}  // namespace llada
