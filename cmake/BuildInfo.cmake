# llada_build_info: link to it and include "apps/build_info.h" for version, commit, model and profile folders.
include(GNUInstallDirs)
file(RELATIVE_PATH installed_models ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_DATADIR}/llada/models)
file(RELATIVE_PATH installed_profiles ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_DATADIR}/llada/profiles)
set(build_info_header ${PROJECT_BINARY_DIR}/generated/apps/build_info.h)
add_custom_target(llada_build_info_header
  COMMAND ${CMAKE_COMMAND}
    -DOUTPUT=${build_info_header} -DSOURCE_DIR=${PROJECT_SOURCE_DIR} -DVERSION=${PROJECT_VERSION}
    "-DCOMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}"
    -DBUILD_TYPE=${CMAKE_BUILD_TYPE} "-DTARGET=${CMAKE_SYSTEM_NAME} ${CMAKE_SYSTEM_PROCESSOR}"
    -DSOURCE_MODEL_FOLDER=${PROJECT_SOURCE_DIR}/models -DINSTALLED_MODEL_FOLDER=${installed_models}
    -DSOURCE_PROFILE_FOLDER=${PROJECT_SOURCE_DIR}/profiles
    -DINSTALLED_PROFILE_FOLDER=${installed_profiles}
    -P ${PROJECT_SOURCE_DIR}/cmake/WriteBuildInfo.cmake
  BYPRODUCTS ${build_info_header}
  COMMENT "" VERBATIM)
add_library(llada_build_info INTERFACE)
target_include_directories(llada_build_info INTERFACE ${PROJECT_BINARY_DIR}/generated)
add_dependencies(llada_build_info llada_build_info_header)
