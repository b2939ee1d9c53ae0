// SPDX-License-Identifier: Apache-2.0
#include "src/api/check.hpp"

#include <string>

namespace fulcrum::api {

void illegal_letter(std::string_view routine, int position, std::string_view argument, char value,
                    std::string_view accepted) {
  const int code = static_cast<unsigned char>(value);
  const std::string text =
      code > 32 && code < 127 ? "'" + std::string(1, value) + "'" : std::to_string(code);
  throw Error(routine, position, argument, text, "it must be " + std::string(accepted));
}

void illegal_size(std::string_view routine, int position, std::string_view argument,
                  std::int64_t value) {
  throw Error(routine, position, argument, std::to_string(value), "it must not be negative");
}

void illegal_leading(std::string_view routine, int position, std::string_view argument,
                     std::int64_t value, std::int64_t least) {
  throw Error(routine, position, argument, std::to_string(value),
              "it must be at least " + std::to_string(least));
}

void illegal_increment(std::string_view routine, int position, std::string_view argument) {
  throw Error(routine, position, argument, "0", "it must not be 0");
}

void null_operand(std::string_view routine, int position, std::string_view argument) {
  throw Error(routine, position, argument, "null", "elements of it would be used");
}

}  // namespace fulcrum::api
