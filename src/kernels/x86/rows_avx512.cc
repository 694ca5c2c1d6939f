#include "kernels/simd/tables.h"
#include "kernels/x86/lanes_avx512.h"
#include "kernels/x86/tables.h"

namespace llada::simd {

constinit const RowTable kRowsAvx512 = row_kernels<Avx512>();

}  // namespace llada::simd
