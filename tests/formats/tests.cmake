# Property tests. The Debian package has headers and a static library but no CMake files.
find_library(RAPIDCHECK_LIBRARY rapidcheck REQUIRED)
find_path(RAPIDCHECK_INCLUDE rapidcheck.h REQUIRED)
target_include_directories(formats_tests SYSTEM PRIVATE ${RAPIDCHECK_INCLUDE})
target_link_libraries(formats_tests PRIVATE ${RAPIDCHECK_LIBRARY})
