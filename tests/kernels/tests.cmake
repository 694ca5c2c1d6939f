# Only optimised builds inline what the check looks for; sanitizers add weak symbols of their own.
if(CMAKE_NM AND NOT LLADA_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_test(NAME kernels.no_code_of_one_instruction_set_leaks
           COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/check_symbols.sh $<TARGET_FILE:llada_kernels>)
endif()

# The Arm kernels, cross-built and run under emulation; skipped where the tools are missing.
find_program(aarch64_cxx aarch64-linux-gnu-g++)
find_program(aarch64_qemu qemu-aarch64)
set(arm_test kernels.arm_sets_pass_every_check_under_emulation)
if(CMAKE_CROSSCOMPILING)
  # The room's own tests already run there.
elseif(aarch64_cxx AND aarch64_qemu)
  set(arm_check ${CMAKE_BINARY_DIR}/arm_check)
  add_test(NAME ${arm_test}
           COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${CMAKE_CURRENT_LIST_DIR}/arm_check ${arm_check}
                   --build-generator ${CMAKE_GENERATOR} --build-options
                   -DCMAKE_TOOLCHAIN_FILE=${PROJECT_SOURCE_DIR}/cmake/toolchain-aarch64.cmake
                   -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}
                   --test-command ${aarch64_qemu} -L /usr/aarch64-linux-gnu -cpu max
                   ${arm_check}/arm_check neon neon-dotprod)
  set_tests_properties(${arm_test} PROPERTIES LABELS kernels TIMEOUT 900)
else()
  add_test(NAME ${arm_test} COMMAND sh -c "echo 'needs g++-aarch64-linux-gnu and qemu-user'; exit 77")
  set_tests_properties(${arm_test} PROPERTIES LABELS kernels SKIP_RETURN_CODE 77)
endif()
