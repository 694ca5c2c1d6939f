# Only optimised builds inline what the check looks for; sanitizers add weak symbols of their own.
if(CMAKE_NM AND NOT LLADA_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_test(NAME kernels.no_code_of_one_instruction_set_leaks
           COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/check_symbols.sh $<TARGET_FILE:llada_kernels>)
endif()

# The Arm kernels, cross-built and run under emulation; skipped where the tools are missing.
find_program(aarch64_cxx aarch64-linux-gnu-g++)
find_program(aarch64_qemu qemu-aarch64)
set(arm_check ${CMAKE_BINARY_DIR}/arm_check)
function(llada_add_arm_test name label)
  if(aarch64_cxx AND aarch64_qemu)
    add_test(NAME ${name}
             COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${CMAKE_CURRENT_LIST_DIR}/arm_check ${arm_check}
                     --build-generator ${CMAKE_GENERATOR} --build-options
                     -DCMAKE_TOOLCHAIN_FILE=${PROJECT_SOURCE_DIR}/cmake/toolchain-aarch64.cmake
                     -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}
                     --test-command ${aarch64_qemu} -L /usr/aarch64-linux-gnu -cpu max
                     ${arm_check}/arm_check ${ARGN} neon neon-dotprod neon-i8mm)
    set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 1800 RESOURCE_LOCK arm_check)
  else()
    add_test(NAME ${name} COMMAND sh -c "echo 'needs g++-aarch64-linux-gnu and qemu-user'; exit 77")
    set_tests_properties(${name} PROPERTIES LABELS ${label} SKIP_RETURN_CODE 77)
  endif()
endfunction()
if(NOT CMAKE_CROSSCOMPILING)  # else the room's own tests run there
  llada_add_arm_test(kernels.arm_sets_pass_every_check_under_emulation kernels)
  llada_add_arm_test(kernels.arm_numerics_under_emulation long --numerics)
endif()
