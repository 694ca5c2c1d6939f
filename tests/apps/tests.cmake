# The parts of the program, and the program itself from outside.
llada_room_tests(apps)
add_dependencies(apps_tests llada)
target_compile_definitions(apps_tests PRIVATE
  LLADA_PROGRAM="$<TARGET_FILE:llada>" LLADA_EMULATOR="${CMAKE_CROSSCOMPILING_EMULATOR}")
