// All checks of a kernel set, by the sentence they prove.
#pragma once

#include "kernels/attend_checks.h"
#include "kernels/limit_checks.h"

namespace llada::test {

struct KernelCheck {
  std::string_view sentence;
  Failures (*run)(const KernelSet& set);
};

inline constexpr KernelCheck kKernelChecks[] = {
    {"ProductsMatchTheDoubleOracle", [](const KernelSet& set) { return check_products(set); }},
    {"DecodingIsExact", check_decoding_is_exact},
    {"ProductsDoNotDependOnHowRowsAndPanelsAreSplit", check_product_splits},
    {"RmsNormMatchesTheDoubleOracle", check_rms_norm},
    {"SwigluMatchesTheDoubleOracle", check_swiglu},
    {"TheExponentialHoldsOverItsWholeRange", check_exponential},
    {"LogitSumsMatchTheDoubleOracle", check_logit_sums},
    {"AddIsExact", check_add},
    {"RopeMatchesTheDoubleOracleInBothStyles", check_rope},
    {"AttentionMatchesTheDoubleOracle", check_attend},
    {"AttentionSurvivesLargeScores", check_attend_large_scores},
    {"AReplacedKeyIsExact", check_attend_replacement_is_exact},
    {"AttentionIgnoresWhatItMustNotSee", check_attend_ignores_what_it_must_not_see},
    {"AttentionDoesNotDependOnTheOtherRows", check_attend_splits},
    {"ArithmeticUnitsCountWhatTheyDo", check_arithmetic_units},
    {"TheReaderReadsEveryByte", check_reader},
};

}  // namespace llada::test
