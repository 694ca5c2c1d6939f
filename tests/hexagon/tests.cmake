# The DSP's worker, run under the emulator; its list reader also on this machine. Tests that need what is
# not installed are skipped, and say so.
# A stand-in for the vendor's host library, and one without its newer entry points.
foreach(name cdsprpc_stand_in cdsprpc_stand_in_old)
  add_library(${name} SHARED ${PROJECT_SOURCE_DIR}/tests/hexagon/stand_in/cdsprpc.cc
              ${PROJECT_SOURCE_DIR}/src/npu/hexagon/emulated_transport.cc ${PROJECT_SOURCE_DIR}/src/npu/device_error.cc)
  target_link_libraries(${name} PRIVATE llada_base)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
endforeach()
target_compile_definitions(cdsprpc_stand_in_old PRIVATE LLADA_STAND_IN_OLD)

function(llada_hexagon_tests program pattern)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/hexagon/*_test.cc)
  list(FILTER sources ${pattern} REGEX "_long_test\\.cc$")
  if(NOT sources)
    return()
  endif()
  llada_test_program(${program} api "${sources};${PROJECT_SOURCE_DIR}/hexagon/worker/list_reader.cc")
  target_include_directories(${program} PRIVATE ${PROJECT_SOURCE_DIR}/hexagon)
  add_dependencies(${program} cdsprpc_stand_in cdsprpc_stand_in_old)  # loaded by name
  target_compile_definitions(${program} PRIVATE
    LLADA_STAND_IN="$<TARGET_FILE:cdsprpc_stand_in>" LLADA_OLD_STAND_IN="$<TARGET_FILE:cdsprpc_stand_in_old>"
    LLADA_SKEL_FOLDER="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  set_tests_properties(${program} PROPERTIES LABELS hexagon SKIP_REGULAR_EXPRESSION "SKIPPED, no emulated Hexagon")
endfunction()
llada_hexagon_tests(hexagon_tests EXCLUDE)
llada_hexagon_tests(hexagon_long_tests INCLUDE)
if(TEST hexagon_long_tests)
  set_property(TEST hexagon_long_tests APPEND PROPERTY LABELS long)
  set_property(TEST hexagon_long_tests PROPERTY TIMEOUT 3600)
endif()

add_test(NAME hexagon.the_main_loop_keeps_the_multipliers_busy
         COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/packets_test.sh ${PROJECT_SOURCE_DIR}/scripts/hexagon_packets.sh)
set_tests_properties(hexagon.the_main_loop_keeps_the_multipliers_busy PROPERTIES LABELS hexagon SKIP_RETURN_CODE 77)
