# The room compiles the kernels of the target's processor family only.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|amd64")
  set(kernels_foreign "/kernels/arm/")
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64|ARM64")
  set(kernels_foreign "/kernels/x86/")
else()
  set(kernels_foreign "/kernels/(arm|x86)/")
endif()
get_target_property(kernels_sources llada_kernels SOURCES)
list(FILTER kernels_sources EXCLUDE REGEX "${kernels_foreign}")
set_target_properties(llada_kernels PROPERTIES SOURCES "${kernels_sources}")

include(${CMAKE_CURRENT_LIST_DIR}/instruction_sets.cmake)
