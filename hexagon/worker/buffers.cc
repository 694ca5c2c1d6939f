#include "worker/buffers.h"

#include "platform/platform.h"

namespace llada::dsp {
namespace {

// Bytes of the aperture that staging reads through: enough to hide the cost of a map (about 20 us).
constexpr uint64_t kApertureBytes = 2u << 20;

}  // namespace

Outcome Buffers::find(int32_t number, const Buffer** buffer) const {
  const auto index = static_cast<uint32_t>(number);
  if (index >= wire::kMaxBuffers || !buffers_[index].known) return wrong(Problem::kBuffer, index);
  *buffer = &buffers_[index];
  return {};
}

// Free address space may lie in pieces: all that is visible moves together, which no command can notice.
void Buffers::pack_together() {
  for (Buffer& buffer : buffers_) {
    if (buffer.at != nullptr) unmap_memory(buffer.at, buffer.handle, buffer.bytes);
  }
  for (Buffer& buffer : buffers_) {
    if (buffer.at != nullptr) buffer.at = static_cast<uint8_t*>(map_memory(buffer.handle, buffer.offset, buffer.bytes));
  }
}

Outcome Buffers::show(Buffer& buffer) {
  if (buffer.bytes > window_ - visible_) return wrong(Problem::kWindow, buffer.bytes, window_ - visible_);
  buffer.at = static_cast<uint8_t*>(map_memory(buffer.handle, buffer.offset, buffer.bytes));
  if (buffer.at == nullptr) {
    pack_together();
    buffer.at = static_cast<uint8_t*>(map_memory(buffer.handle, buffer.offset, buffer.bytes));
  }
  if (buffer.at == nullptr) return wrong(Problem::kMemory, buffer.bytes);
  visible_ += buffer.bytes;
  return {};
}

void Buffers::hide(Buffer& buffer) {
  unmap_memory(buffer.at, buffer.handle, buffer.bytes);
  buffer.at = nullptr;
  visible_ -= buffer.bytes;
}

Outcome Buffers::attach(const wire::Attach& wanted) {
  if (wanted.buffer >= wire::kMaxBuffers) return wrong(Problem::kBuffer, wanted.buffer, wire::kMaxBuffers);
  Buffer& buffer = buffers_[wanted.buffer];
  if (buffer.known) return wrong(Problem::kBuffer, wanted.buffer);
  const bool pages = wanted.bytes > 0 && wanted.bytes % wire::kPage == 0 && wanted.offset % wire::kPage == 0 &&
                     wanted.offset < uint64_t{1} << 44 && wanted.bytes < uint64_t{1} << 44;
  if (!pages) return wrong(Problem::kAlignment, wanted.bytes, wire::kPage);
  buffer = {.known = true,
            .in_window = wanted.in_window != 0,
            .handle = wanted.handle,
            .offset = wanted.offset,
            .bytes = wanted.bytes};
  if (!buffer.in_window) return {};
  const Outcome shown = show(buffer);
  if (!shown) buffer = {};
  return shown;
}

Outcome Buffers::detach(uint32_t number) {
  const Buffer* found = nullptr;
  LLADA_DSP_CHECK(find(static_cast<int32_t>(number), &found));
  Buffer& buffer = buffers_[number];
  if (buffer.at != nullptr) hide(buffer);
  buffer = {};
  return {};
}

Outcome Buffers::map(int32_t number) {
  const Buffer* found = nullptr;
  LLADA_DSP_CHECK(find(number, &found));
  if (found->at != nullptr) return wrong(Problem::kVisible, static_cast<uint32_t>(number));
  LLADA_DSP_CHECK(show(buffers_[number]));
  ++maps_;
  return {};
}

Outcome Buffers::unmap(int32_t number) {
  const Buffer* found = nullptr;
  LLADA_DSP_CHECK(find(number, &found));
  if (found->in_window || found->at == nullptr) return wrong(Problem::kVisible, static_cast<uint32_t>(number));
  hide(buffers_[number]);
  ++unmaps_;
  return {};
}

Outcome Buffers::locate(const Range& range, uint64_t bytes, uint32_t alignment, uint8_t** at) const {
  const Buffer* buffer = nullptr;
  LLADA_DSP_CHECK(find(range.buffer, &buffer));
  if (range.length != bytes || bytes == 0) return wrong(Problem::kShape, range.length, bytes);
  if (range.offset > buffer->bytes || bytes > buffer->bytes - range.offset)
    return wrong(Problem::kRange, range.offset, buffer->bytes);
  if (range.offset % alignment != 0) return wrong(Problem::kAlignment, range.offset, alignment);
  if (buffer->at == nullptr) return wrong(Problem::kVisible, static_cast<uint32_t>(range.buffer));
  *at = buffer->at + range.offset;
  return {};
}

Outcome Buffers::copy_from_backing(const Range& from, uint8_t* to) const {
  const Buffer* buffer = nullptr;
  LLADA_DSP_CHECK(find(from.buffer, &buffer));
  if (buffer->in_window) return wrong(Problem::kVisible, static_cast<uint32_t>(from.buffer));
  if (from.offset > buffer->bytes || from.length > buffer->bytes - from.offset)
    return wrong(Problem::kRange, from.offset, buffer->bytes);
  for (uint64_t done = 0; done < from.length;) {
    const uint64_t begin = from.offset + done, page = begin / wire::kPage * wire::kPage;
    uint64_t bytes = kApertureBytes - (begin - page);
    if (bytes > from.length - done) bytes = from.length - done;
    const uint64_t seen = (begin - page + bytes + wire::kPage - 1) / wire::kPage * wire::kPage;
    void* aperture = map_memory(buffer->handle, buffer->offset + page, seen);
    if (aperture == nullptr) return wrong(Problem::kMemory, seen);
    __builtin_memcpy(to + done, static_cast<uint8_t*>(aperture) + (begin - page), bytes);
    unmap_memory(aperture, buffer->handle, seen);
    done += bytes;
  }
  return {};
}

}  // namespace llada::dsp
