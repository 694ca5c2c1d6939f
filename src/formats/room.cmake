find_package(nlohmann_json REQUIRED)
target_link_libraries(llada_formats ${scope} nlohmann_json::nlohmann_json)
