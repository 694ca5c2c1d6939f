# One static library per room of src/. Every .cc file of the room is compiled in; a room may bring a
# room.cmake with what it needs beyond that (packages, per-file instruction sets).
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -fno-math-errno -ffp-contract=off)
if(LLADA_SANITIZE)
  add_compile_options(-fsanitize=${LLADA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${LLADA_SANITIZE})
endif()

function(llada_room room)
  cmake_parse_arguments(arg "" "" "SEES;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${room}/*.cc)
  if(sources)
    add_library(llada_${room} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(llada_${room} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_compile_features(llada_${room} ${scope} cxx_std_20)
  target_include_directories(llada_${room} ${scope} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>)
  list(TRANSFORM arg_SEES PREPEND llada_)
  target_link_libraries(llada_${room} ${scope} ${arg_SEES} ${arg_LINK})
  include(${PROJECT_SOURCE_DIR}/src/${room}/room.cmake OPTIONAL)
endfunction()

# The tests of a room: tests/ROOM/**_test.cc in one program ROOM_tests, and **_long_test.cc in another,
# ROOM_long_tests, which `make test` leaves out and `make test-long` runs. Each program is one entry of
# ctest: a process per test case would cost more than most cases do. A single case runs with
#   build/bin/ROOM_tests --gtest_filter=Suite.Case
# Tests read data from tests/data via LLADA_TEST_DATA.
function(llada_room_tests room)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${room}/*_test.cc)
  set(long_sources ${sources})
  list(FILTER long_sources INCLUDE REGEX "_long_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_long_test\\.cc$")
  if(sources)
    llada_test_program(${room}_tests ${room} "${sources}" LINK ${arg_LINK})
  endif()
  if(long_sources)
    llada_test_program(${room}_long_tests ${room} "${long_sources}" LINK ${arg_LINK})
    set_property(TEST ${room}_long_tests APPEND PROPERTY LABELS long)
    set_property(TEST ${room}_long_tests PROPERTY TIMEOUT 3600)
  endif()
endfunction()

function(llada_test_program program room sources)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  add_executable(${program} ${sources})
  target_link_libraries(${program} PRIVATE llada_${room} ${arg_LINK} GTest::gtest GTest::gtest_main
                                           rapidcheck)
  target_include_directories(${program} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${program} PRIVATE
    LLADA_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data" LLADA_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    LLADA_BINARY_DIR="${CMAKE_BINARY_DIR}")
  if(TARGET llada_hexagon)
    add_dependencies(${program} llada_hexagon)  # some start it
  endif()
  if(LLADA_SANITIZE)
    target_compile_definitions(${program} PRIVATE LLADA_SANITIZED)  # see tests/support/scale.h
  endif()
  add_test(NAME ${program} COMMAND ${program} --gtest_brief=1)
  set_tests_properties(${program} PROPERTIES
    LABELS ${room} FAIL_REGULAR_EXPRESSION "0 tests from 0 test suites")
  # Their threads meet many times per denoising step, so a neighbour on the same cores slows them a lot.
  if(room MATCHES "^(engine|api)$")
    set_tests_properties(${program} PROPERTIES PROCESSORS 2)
  endif()
endfunction()
