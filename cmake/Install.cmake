# What `make install` puts where: the program, the libraries with their headers, a CMake package, a
# pkg-config file, the models and the device profiles. Rooms that hold no code yet are left out of the
# pkg-config line.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(rooms api engine decode model npu kernels text formats base)  # in link order: users before used
set(targets "")
set(archives "")
set(link_line "")
foreach(room ${rooms})
  list(APPEND targets llada_${room})
  get_target_property(type llada_${room} TYPE)
  if(type STREQUAL STATIC_LIBRARY)
    list(APPEND archives llada_${room})
    string(APPEND link_line " -lllada_${room}")
  endif()
  target_include_directories(llada_${room} INTERFACE
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/llada>)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/llada
          FILES_MATCHING PATTERN "*.h")
endforeach()
add_custom_target(llada_libraries DEPENDS ${archives})

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/llada)
install(TARGETS ${targets} EXPORT llada ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT llada NAMESPACE llada:: FILE llada-targets.cmake DESTINATION ${package_dir})
configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/llada-config.cmake.in ${PROJECT_BINARY_DIR}/llada-config.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/llada-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/llada-config.cmake ${PROJECT_BINARY_DIR}/llada-config-version.cmake
        DESTINATION ${package_dir})
file(RELATIVE_PATH prefix_from_pc ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${PROJECT_SOURCE_DIR}/cmake/llada.pc.in ${PROJECT_BINARY_DIR}/llada.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/llada.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(TARGET llada)
  install(TARGETS llada RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(EXISTS ${PROJECT_SOURCE_DIR}/models)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/models DESTINATION ${CMAKE_INSTALL_DATADIR}/llada
          FILES_MATCHING PATTERN "*.gguf" PATTERN "*.md")
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/profiles DESTINATION ${CMAKE_INSTALL_DATADIR}/llada
        FILES_MATCHING PATTERN "*.json")
