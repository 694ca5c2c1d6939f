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
  target_include_directories(llada_${room} ${scope} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>)
  list(TRANSFORM arg_SEES PREPEND llada_)
  target_link_libraries(llada_${room} ${scope} ${arg_SEES} ${arg_LINK})
  include(${PROJECT_SOURCE_DIR}/src/${room}/room.cmake OPTIONAL)
endfunction()

# One test program per room: tests/ROOM/**_test.cc. Tests read data from tests/data via LLADA_TEST_DATA.
function(llada_room_tests room)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${room}/*_test.cc)
  if(NOT sources)
    return()
  endif()
  add_executable(${room}_tests ${sources})
  target_link_libraries(${room}_tests PRIVATE llada_${room} ${arg_LINK} GTest::gtest GTest::gtest_main)
  target_include_directories(${room}_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${room}_tests PRIVATE
    LLADA_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data" LLADA_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    LLADA_BINARY_DIR="${CMAKE_BINARY_DIR}")
  gtest_discover_tests(${room}_tests TEST_PREFIX ${room}. DISCOVERY_TIMEOUT 60)
endfunction()
