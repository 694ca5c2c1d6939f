add_test(NAME scripts.bootstrap_installs_or_prints_the_command
         COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/bootstrap_test.sh ${PROJECT_SOURCE_DIR}/scripts/bootstrap.sh)
set_tests_properties(scripts.bootstrap_installs_or_prints_the_command PROPERTIES LABELS scripts)
