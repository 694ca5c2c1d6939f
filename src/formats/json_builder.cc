#include "formats/json_builder.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace llada {
namespace {

constexpr std::size_t kLongestQuote = 160;  // of the parser's words in an error message

// The parser's words without its own tag, cut where a hostile token would flood the message.
std::string quote(std::string_view words) {
  if (const auto tag_end = words.find("] "); tag_end != words.npos)
    words.remove_prefix(tag_end + 2);
  if (const auto cause = words.find(": "); cause != words.npos) words.remove_prefix(cause + 2);
  std::string text(words.substr(0, kLongestQuote));
  if (words.size() > kLongestQuote) text += "...";
  std::ranges::replace_if(
      text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

}  // namespace

JsonBuilder::~JsonBuilder() {
  dismantle(root_);
  for (Container& container : open_) {
    for (Member& member : container.members) dismantle(member.value);
    for (Json& element : container.elements) dismantle(element);
  }
}

bool JsonBuilder::put(Json value) {
  if (open_.empty()) {
    root_ = std::move(value);
  } else if (Container& parent = open_.back(); parent.is_object) {
    parent.members.push_back({std::move(parent.next_key), std::move(value)});
  } else {
    parent.elements.push_back(std::move(value));
  }
  return true;
}

bool JsonBuilder::key(string_t& name) {
  open_.back().next_key = std::move(name);
  return true;
}

bool JsonBuilder::open(bool is_object) {
  open_.push_back({is_object, {}, {}, {}});
  return true;
}

JsonBuilder::Container JsonBuilder::close() {
  Container closed = std::move(open_.back());
  open_.pop_back();
  return closed;
}

bool JsonBuilder::end_array() {
  Container closed = close();
  return put(std::move(closed.elements));
}

bool JsonBuilder::end_object() {
  Container closed = close();
  const std::vector<bool> dropped = superseded(closed.members);
  Json::object_t object;
  object.reserve(closed.members.size());
  for (std::size_t i = 0; i < dropped.size(); ++i) {
    Member& member = closed.members[i];
    if (!dropped[i]) object.emplace_back(std::move(member.key), std::move(member.value));
  }
  return put(std::move(object));
}

// Of several members with one key, the first gets the last one's value; the others are marked.
std::vector<bool> JsonBuilder::superseded(std::vector<Member>& members) {
  std::vector<std::uint32_t> order(members.size());  // equal keys side by side, in the text's order
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    const int compared = members[a].key.compare(members[b].key);
    return compared != 0 ? compared < 0 : a < b;
  });
  std::vector<bool> dropped(members.size(), false);
  std::size_t first = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    dropped[order[i]] = members[order[i]].key == members[order[first]].key;
    if (!dropped[order[i]]) {
      first = i;
      continue;
    }
    dismantle(members[order[first]].value);
    members[order[first]].value = std::move(members[order[i]].value);
  }
  return dropped;
}

bool JsonBuilder::parse_error(std::size_t position, const std::string&,
                              const nlohmann::detail::exception& error) {
  error_ = Error{ErrorCode::kFormat,
                 fmt::format("byte {}: not valid JSON: {}", position, quote(error.what()))};
  return false;
}

}  // namespace llada
