// SPDX-License-Identifier: Apache-2.0
// What the batches under their C names share. All groups are checked before anything is computed;
// numbers of arguments are positions in the caller's list.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>

#include "src/abi/caller.hpp"
#include "src/abi/check.hpp"
#include "src/abi/parameters.hpp"

namespace fulcrum::abi {

// Without the swapped positions of a row-major call: no handler of the reference knows these names.
[[gnu::cold]] inline void report_as_written(Caller caller, const char* routine,
                                            const Illegal& illegal) {
  if (caller == Caller::Fortran) return report_fortran(routine, illegal);
  report_cblas(routine, false, illegal.number + 1, illegal.number + 1, illegal);
}

// Calls report(illegal), whose argument is entry `group` of an array.
template <class Report>
[[gnu::cold]] void report_entry(std::int64_t group, Illegal illegal, Report&& report) {
  std::array<char, 64> name{};
  (void)std::snprintf(name.data(), name.size(), "%s[%lld]", illegal.argument,
                      static_cast<long long>(group));
  illegal.argument = name.data();
  report(illegal);
}

inline Illegal unknown(int number, const char* argument, int value, const char* /*accepted*/) {
  return {number, argument, value, Illegal::Must::BeKnown};
}
inline Illegal unknown(int number, const char* argument, char value, const char* accepted) {
  return {number, argument, value, Illegal::Must::BeLetter, 0, accepted};
}

// Of a transpose that has been checked.
template <class Letter>
Op op_of(Letter trans) {
  switch (parse_form(trans)) {
    case Form::No:
      return Op::NoTrans;
    case Form::ConjTrans:
      return Op::ConjTrans;
    default:
      return Op::Trans;
  }
}

// Arrays of operands as CBLAS passes them: complex ones behind pointers to void.
template <class T>
const T* const* operands(const In<T>* pointers) {
  return reinterpret_cast<const T* const*>(pointers);
}
template <class T>
T* const* outputs(const Out<T>* pointers) {
  return reinterpret_cast<T* const*>(pointers);
}
template <class T>
const T* scalars(In<T> array) {
  return static_cast<const T*>(array);
}

}  // namespace fulcrum::abi
