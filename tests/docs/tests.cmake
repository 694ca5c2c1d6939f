set(runner ${CMAKE_CURRENT_LIST_DIR}/run_blocks.sh)
add_test(NAME docs.runner_runs_marked_blocks_and_can_fail
         COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/run_blocks_test.sh ${runner})
file(GLOB documents CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/*.md ${PROJECT_SOURCE_DIR}/docs/*.md
     ${PROJECT_SOURCE_DIR}/docs/*/*.md ${PROJECT_SOURCE_DIR}/tests/data/*.md)
add_test(NAME docs.links_lead_somewhere
         COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/check_links.sh ${documents})
add_test(NAME docs.link_checker_finds_broken_links
         COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/check_links_test.sh ${CMAKE_CURRENT_LIST_DIR}/check_links.sh)
set_tests_properties(docs.runner_runs_marked_blocks_and_can_fail docs.links_lead_somewhere
                     docs.link_checker_finds_broken_links PROPERTIES LABELS docs)
if(TARGET llada AND EXISTS ${PROJECT_SOURCE_DIR}/README.md AND NOT CMAKE_CROSSCOMPILING)
  add_test(NAME docs.commands_of_the_readme_run
           COMMAND sh ${runner} ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  set_tests_properties(docs.commands_of_the_readme_run PROPERTIES LABELS docs TIMEOUT 600)
endif()
