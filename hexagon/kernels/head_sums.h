// Softmax statistics of a run of logits, and the record the host reads them from (npu/head_statistics.h).
#pragma once

#include <stdint.h>

namespace llada::dsp {

// As the host's TokenSums.
struct TokenSums {
  int32_t top = -1;
  int32_t second = -1;
  float top_logit = 0;
  float second_logit = 0;
  double sum = 0;       // of e^(l - top_logit)
  double weighted = 0;  // of (l - top_logit) e^(l - top_logit)
  uint32_t broken = 0;  // a logit was NaN or +infinity

  // Adds the tokens of `later`, all of them above those summed so far.
  void merge(const TokenSums& later);
};

// Of tokens from `first_token` on; logits that are not finite are left out.
TokenSums sum_tokens(const float* logits, uint32_t count, uint32_t first_token);

inline constexpr uint64_t kRecordBytes = 64;
void write_record(const TokenSums& sums, uint8_t* record);
// False: its checksum is wrong.
bool read_record(const uint8_t* record, TokenSums& sums);

}  // namespace llada::dsp
