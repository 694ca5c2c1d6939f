#include "kernels/simd/tables.h"
#include "kernels/x86/lanes_avx2.h"
#include "kernels/x86/tables.h"

namespace llada::simd {

constinit const RowTable kRowsAvx2 = row_kernels<Avx2>();

}  // namespace llada::simd
