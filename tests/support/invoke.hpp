// SPDX-License-Identifier: Apache-2.0
// How a function of any signature is handed arguments by name. The names are one line, "uplo n
// alpha a lda x incx"; the parameters' own types say whether an argument goes by address or by
// value.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace fulcrum::test {

// The words of an argument line.
inline std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> result;
  while (!line.empty()) {
    const std::size_t end = line.find(' ');
    if (end != 0) result.push_back(line.substr(0, end));
    line = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
  }
  return result;
}

// Arguments::address(name) is where an argument lies, Arguments::integer(name) a size or letter.
template <class P, class Arguments>
P fetch(Arguments& call, std::string_view name) {
  using Value = std::remove_cvref_t<P>;
  if constexpr (std::is_pointer_v<P>) {
    return static_cast<P>(call.address(name));
  } else if constexpr (!std::is_integral_v<Value> && !std::is_enum_v<Value>) {
    // A number, C's complex ones included, or an object.
    return *static_cast<const Value*>(call.address(name));
  } else if constexpr (std::is_same_v<Value, char>) {
    return *static_cast<const char*>(call.address(name));
  } else {
    return static_cast<P>(call.integer(name));
  }
}

// A result is given to keep_result(call, result).
template <class R, class Arguments, class... P, std::size_t... I>
void invoke(R (*function)(P...), Arguments& call, const std::vector<std::string_view>& names,
            std::index_sequence<I...>) {
  if constexpr (std::is_void_v<R>) {
    function(fetch<P>(call, names.at(I))...);
  } else {
    keep_result(call, function(fetch<P>(call, names.at(I))...));
  }
}

template <class R, class Arguments, class... P>
void invoke(R (*function)(P...), Arguments& call, std::string_view line) {
  invoke(function, call, words(line), std::index_sequence_for<P...>());
}

}  // namespace fulcrum::test
