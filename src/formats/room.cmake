find_package(nlohmann_json REQUIRED)
target_link_libraries(llada_formats ${scope} nlohmann_json::nlohmann_json)
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)  # hash.cc compiles it in: no library to link
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/formats/hash.cc PROPERTIES
  INCLUDE_DIRECTORIES ${XXHASH_INCLUDE_DIR})
