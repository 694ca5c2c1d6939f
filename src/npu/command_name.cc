#include "npu/command_name.h"

#include <fmt/format.h>

namespace llada {
namespace {

struct Namer {
  std::string operator()(const StageCommand&) const { return "stage"; }
  std::string operator()(const MapCommand&) const { return "map"; }
  std::string operator()(const UnmapCommand&) const { return "unmap"; }
  std::string operator()(const ProductsCommand& c) const {
    return fmt::format("{} {}", to_string(c.part), c.layer);
  }
  std::string operator()(const AttentionCommand& c) const { return fmt::format("attention {}", c.layer); }
  std::string operator()(const ElementwiseCommand& c) const {
    return fmt::format("{} {}", to_string(c.kind), c.layer);
  }
  std::string operator()(const HeadStatisticsCommand&) const { return "head statistics"; }
  std::string operator()(const FenceCommand&) const { return "fence"; }
};

}  // namespace

std::string name_of(const Command& command) { return std::visit(Namer{}, command); }

}  // namespace llada
