// A benchmark's figures as people and programs want them.
#pragma once

#include <string>

#include "api/bench.h"
#include "formats/json.h"

namespace llada {

enum class BenchFormat { kMarkdown, kCsv, kJson, kJsonl };

[[nodiscard]] Json bench_json(const BenchReport& report);
[[nodiscard]] std::string bench_text(const BenchReport& report, BenchFormat format);

}  // namespace llada
