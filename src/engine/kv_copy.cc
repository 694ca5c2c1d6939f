#include "engine/kv_copy.h"

#include <algorithm>

namespace llada {
namespace {

void copy_row(MatrixView<float> from, MatrixView<float> to, Position pos) {
  const auto source = from.row(pos.value);
  std::copy(source.begin(), source.end(), to.row(pos.value).begin());
}

}  // namespace

void copy_entry(KvCache& from, KvCache& to, Position pos, int layers) {
  for (int layer = 0; layer < layers; ++layer) {
    copy_row(from.keys(layer), to.keys(layer), pos);
    copy_row(from.values(layer), to.values(layer), pos);
  }
  to.set_version(pos, from.version(pos));
}

void copy_cache(KvCache& from, KvCache& to, int layers) {
  for (int pos = 0; pos < from.positions(); ++pos) copy_entry(from, to, Position(pos), layers);
}

}  // namespace llada
