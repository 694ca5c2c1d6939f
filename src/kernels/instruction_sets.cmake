# Kernels are compiled for instruction sets that the machine may lack; they are chosen at run time.
# Each file below exports tables of functions and nothing else (simd/lanes.h says why).
set(kernels_dir ${CMAKE_CURRENT_LIST_DIR})
function(llada_kernel_flags flags)
  list(TRANSFORM ARGN PREPEND ${kernels_dir}/)
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS "${flags}")
endfunction()

set(avx2 -mavx2 -mfma -mf16c)
set(avx512 -mavx512f -mavx512bw -mavx512dq -mavx512vl -mfma -mf16c -mprefer-vector-width=512)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC bug 105593: its own AVX-512 intrinsics warn of their deliberately undefined operands.
  list(APPEND avx512 -Wno-uninitialized -Wno-maybe-uninitialized)
endif()
llada_kernel_flags("${avx2}" x86/rows_avx2.cc x86/products_f32_avx2.cc x86/limits_avx2.cc)
llada_kernel_flags("${avx2};-mavxvnni" x86/products_int8_avx2vnni.cc x86/limits_avx2vnni.cc)
llada_kernel_flags("${avx512}" x86/rows_avx512.cc x86/products_f32_avx512.cc x86/tile_activations_avx512.cc
                   x86/limits_avx512.cc)
llada_kernel_flags("${avx512};-mavx512vnni" x86/products_int8_avx512vnni.cc x86/products_int8_columns.cc
                   x86/products_int8_pairs.cc x86/limits_avx512vnni.cc)
llada_kernel_flags("${avx512};-mavx512bf16" x86/products_bf16_avx512bf16.cc x86/limits_avx512bf16.cc)
llada_kernel_flags("${avx512}" x86/products_amx.cc x86/limits_amx.cc)  # its tile instructions are written out
llada_kernel_flags("-march=armv8.2-a+dotprod" arm/products_int8_dotprod.cc arm/limits_dotprod.cc)
llada_kernel_flags("-march=armv8.2-a+dotprod+i8mm" arm/products_int8_i8mm.cc arm/limits_i8mm.cc)
