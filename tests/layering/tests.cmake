set(checker ${CMAKE_CURRENT_LIST_DIR}/check_includes.sh)
add_test(NAME layering.no_upward_include COMMAND sh ${checker} ${PROJECT_SOURCE_DIR}/src)
add_test(NAME layering.checker_finds_upward_includes
         COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/check_includes_test.sh ${checker})
set_tests_properties(layering.no_upward_include layering.checker_finds_upward_includes
                     PROPERTIES LABELS layering)
