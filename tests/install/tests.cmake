# Needs the program, its model and the machine it was built for; a sanitizer's flags do not reach consumers.
if(TARGET llada AND EXISTS ${PROJECT_SOURCE_DIR}/models AND NOT LLADA_SANITIZE AND NOT CMAKE_CROSSCOMPILING)
  add_test(NAME install.program_and_library_work_from_a_prefix
           COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/install_test.sh ${CMAKE_BINARY_DIR}
                   ${CMAKE_CURRENT_LIST_DIR}/consumer ${CMAKE_CXX_COMPILER} ${CMAKE_BUILD_TYPE})
  set_tests_properties(install.program_and_library_work_from_a_prefix PROPERTIES LABELS install TIMEOUT 300)
endif()
