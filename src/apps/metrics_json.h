// What a generation did beside its text, for reports.
#pragma once

#include "decode/records.h"
#include "formats/json.h"

namespace llada {

[[nodiscard]] Json metrics_json(const DecodeMetrics& metrics, int side_stalls,
                                double side_stall_seconds);

}  // namespace llada
