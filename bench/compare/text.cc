// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/text.hpp"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace fulcrum::compare {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& text, const std::string& why) {
  throw std::invalid_argument(what + ": \"" + text + "\" " + why);
}

}  // namespace

std::string print(const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  std::va_list again;
  va_copy(again, arguments);
  const int size = std::vsnprintf(nullptr, 0, format, arguments);
  va_end(arguments);
  std::string result(static_cast<std::size_t>(size), '\0');
  std::vsnprintf(result.data(), result.size() + 1, format, again);
  va_end(again);
  return result;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> result(1);
  for (const char c : text) {
    if (c == separator) {
      result.emplace_back();
    } else {
      result.back() += c;
    }
  }
  return result;
}

std::vector<std::string> words(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> result;
  for (std::string word; in >> word;) result.push_back(word);
  return result;
}

long whole_number(const std::string& what, const std::string& text, long low, long high) {
  char* end = nullptr;
  errno = 0;
  const long value = std::strtol(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0' || errno != 0) refuse(what, text, "is not a whole number");
  if (value < low || value > high)
    refuse(what, text, print("is not between %ld and %ld", low, high));
  return value;
}

double number(const std::string& what, const std::string& text, double low, double high) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0') refuse(what, text, "is not a number");
  if (!(value >= low && value <= high))
    refuse(what, text, print("is not between %g and %g", low, high));
  return value;
}

}  // namespace fulcrum::compare
