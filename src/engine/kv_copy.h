// Copies between caches of one model and one length: for branches, and for the side path's snapshot.
#pragma once

#include "model/kv_cache.h"

namespace llada {

void copy_entry(KvCache& from, KvCache& to, Position pos, int layers);
void copy_cache(KvCache& from, KvCache& to, int layers);

}  // namespace llada
