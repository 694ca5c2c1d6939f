// Packs planned matrices on all threads of a pool.
#pragma once

#include <span>
#include <string_view>

#include "base/cancel.h"
#include "base/thread_pool.h"
#include "model/weight_plan.h"

namespace llada {

struct PackOptions {
  ThreadPool* pool = nullptr;  // null: the calling thread alone
  std::string_view activity = "load";  // what progress calls it
  Progress progress;  // called by the calling thread, bytes packed
  const CancelFlag* cancel = nullptr;
  bool keep_resident = true;  // LoadOptions::keep_resident
};

// Fills `region` (plan.region_bytes() long). Pages of it are touched first by the thread that packs them,
// and sources are released as packing goes on. Errors: kFormat naming the tensor, kCancelled.
Status pack_all(const WeightPlan& plan, std::span<std::byte> region, const PackOptions& options);

}  // namespace llada
