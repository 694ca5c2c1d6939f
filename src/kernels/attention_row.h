#pragma once

namespace llada {

// One query row of an attention call.
struct AttentionRow {
  int key_end = 0;      // the row attends keys [0, key_end)
  int replaced = -1;    // probe row: this key (its own position) is replaced by own_key/own_value
  const float* own_key = nullptr;    // [head_dim] of the call's head
  const float* own_value = nullptr;  // [head_dim]
};

}  // namespace llada
