set(runner ${CMAKE_CURRENT_LIST_DIR}/run_blocks.sh)
add_test(NAME docs.runner_runs_marked_blocks_and_can_fail
         COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/run_blocks_test.sh ${runner})
set_tests_properties(docs.runner_runs_marked_blocks_and_can_fail PROPERTIES LABELS docs)
if(TARGET llada AND EXISTS ${PROJECT_SOURCE_DIR}/README.md AND NOT CMAKE_CROSSCOMPILING)
  foreach(document README)
    get_filename_component(name ${document} NAME)
    add_test(NAME docs.commands_of_${name}_run
             COMMAND sh ${runner} ${PROJECT_SOURCE_DIR}/${document}.md ${PROJECT_SOURCE_DIR} ${CMAKE_BINARY_DIR})
    set_tests_properties(docs.commands_of_${name}_run PROPERTIES LABELS docs TIMEOUT 600)
  endforeach()
endif()
