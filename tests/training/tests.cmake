# The problems and evaluation sets need Python's standard library alone; the trainer has a target of its
# own (make test-training).
find_package(Python3 REQUIRED COMPONENTS Interpreter)
foreach(module problems.test_arithmetic problems.test_breadth test_eval_sets)
  add_test(NAME training.${module}
           COMMAND Python3::Interpreter -B -m unittest ${module}
           WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}/training)
  set_tests_properties(training.${module} PROPERTIES LABELS training)
endforeach()
