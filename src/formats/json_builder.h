// Receives the parser's events and builds the document. The library's own builder looks every key
// up in the object so far: quadratic for a vocabulary. This one collects an object's members,
// settles duplicate keys when it ends, and moves the rest into an object of exactly that size.
#pragma once

#include <string>
#include <vector>

#include "formats/json.h"

namespace llada {

// Member names and signatures are those of nlohmann's SAX interface; `false` stops the parser.
class JsonBuilder {
 public:
  using number_integer_t = Json::number_integer_t;
  using number_unsigned_t = Json::number_unsigned_t;
  using number_float_t = Json::number_float_t;
  using string_t = Json::string_t;
  using binary_t = Json::binary_t;

  JsonBuilder() = default;
  ~JsonBuilder();
  JsonBuilder(const JsonBuilder&) = delete;
  JsonBuilder& operator=(const JsonBuilder&) = delete;

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(number_integer_t value) { return put(value); }
  bool number_unsigned(number_unsigned_t value) { return put(value); }
  bool number_float(number_float_t value, const string_t&) { return put(value); }
  bool string(string_t& value) { return put(std::move(value)); }
  bool binary(binary_t&) { return false; }  // not in text
  bool key(string_t& name);
  bool start_object(std::size_t) { return open(true); }
  bool start_array(std::size_t) { return open(false); }
  bool end_object();
  bool end_array();
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error);

  [[nodiscard]] Json take_value() { return std::move(root_); }
  [[nodiscard]] Error take_error() { return std::move(error_); }

 private:
  struct Member {
    std::string key;
    Json value;
  };
  struct Container {
    bool is_object;
    std::string next_key;         // objects only
    std::vector<Member> members;  // objects only
    Json::array_t elements;       // arrays only
  };

  bool put(Json value);
  bool open(bool is_object);
  Container close();
  static std::vector<bool> superseded(std::vector<Member>& members);

  Json root_;
  std::vector<Container> open_;  // from the outermost to the innermost
  Error error_;
};

}  // namespace llada
