# Only optimised builds inline what the check looks for; sanitizers add weak symbols of their own.
if(CMAKE_NM AND NOT LLADA_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_test(NAME kernels.no_code_of_one_instruction_set_leaks
           COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/check_symbols.sh $<TARGET_FILE:llada_kernels>)
endif()
