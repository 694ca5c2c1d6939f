#include "text/text_index.h"

#include <algorithm>
#include <functional>

#include "text/probe_limit.h"
#include "text/quote.h"

namespace llada {
namespace {

constexpr std::uint32_t kEmpty = UINT32_MAX;

}  // namespace

Result<TextIndex> TextIndex::build(const StringTable& texts, const std::vector<bool>& included) {
  TextIndex index;
  const auto count = static_cast<std::size_t>(std::ranges::count(included, true));
  index.slots_.assign(slots_for(count), kEmpty);
  for (std::size_t i = 0; i < included.size(); ++i) {
    if (included[i]) LLADA_CHECK(index.insert(texts, static_cast<std::uint32_t>(i)));
  }
  return index;
}

Status TextIndex::insert(const StringTable& texts, std::uint32_t entry) {
  const std::string_view text = texts[entry];
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = std::hash<std::string_view>{}(text)&mask;
  for (std::size_t probes = 0; probes < kMaxProbes; ++probes, slot = (slot + 1) & mask) {
    if (slots_[slot] == kEmpty) {
      slots_[slot] = entry;
      return {};
    }
    if (texts[slots_[slot]] == text) {
      return fail(ErrorCode::kFormat, "tokens {} and {} have the same text {}", slots_[slot], entry,
                  quote_text(text));
    }
  }
  return fail(ErrorCode::kFormat, "token {}: more than {} tokens share its hash", entry,
              kMaxProbes);
}

std::optional<TokenId> TextIndex::find(const StringTable& texts, std::string_view text) const {
  if (slots_.empty()) return std::nullopt;
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = std::hash<std::string_view>{}(text)&mask;
  for (std::size_t probes = 0; probes < kMaxProbes; ++probes, slot = (slot + 1) & mask) {
    if (slots_[slot] == kEmpty) return std::nullopt;
    if (texts[slots_[slot]] == text) return TokenId(static_cast<std::int32_t>(slots_[slot]));
  }
  return std::nullopt;
}

}  // namespace llada
