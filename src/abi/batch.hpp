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

// Of a transpose that has been checked.
template <class Letter>
Op op_of(Letter trans) {
  if (is(trans, 'N', 111)) return Op::NoTrans;
  if (is(trans, 'T', 112)) return Op::Trans;
  return is(trans, 'C', 113) ? Op::ConjTrans : Op::ConjNoTrans;
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

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
// Arrays of the five kinds of arguments (src/abi/parameters.hpp), an entry for each group or problem.
#define FULCRUM_FORTRAN_LETTERS(NAME) const char* NAME
#define FULCRUM_FORTRAN_INTS(NAME) const fulcrum::abi::Int* NAME
#define FULCRUM_FORTRAN_SCALARS(T, NAME) const T* NAME
#define FULCRUM_FORTRAN_INS(T, NAME) const T* const* NAME
#define FULCRUM_FORTRAN_OUTS(T, NAME) T* const* NAME

#define FULCRUM_FORTRAN_VALUE_LETTERS(NAME) NAME
#define FULCRUM_FORTRAN_VALUE_INTS(NAME) NAME
#define FULCRUM_FORTRAN_VALUE_SCALARS(T, NAME) NAME
#define FULCRUM_FORTRAN_VALUE_INS(T, NAME) NAME
#define FULCRUM_FORTRAN_VALUE_OUTS(T, NAME) NAME

#define FULCRUM_CBLAS_LETTERS(NAME) const int* NAME
#define FULCRUM_CBLAS_INTS(NAME) const fulcrum::abi::Int* NAME
#define FULCRUM_CBLAS_SCALARS(T, NAME) fulcrum::abi::In<T> NAME
#define FULCRUM_CBLAS_INS(T, NAME) const fulcrum::abi::In<T>* NAME
#define FULCRUM_CBLAS_OUTS(T, NAME) const fulcrum::abi::Out<T>* NAME

#define FULCRUM_CBLAS_VALUE_LETTERS(NAME) NAME
#define FULCRUM_CBLAS_VALUE_INTS(NAME) NAME
#define FULCRUM_CBLAS_VALUE_SCALARS(T, NAME) fulcrum::abi::scalars<T>(NAME)
#define FULCRUM_CBLAS_VALUE_INS(T, NAME) fulcrum::abi::operands<T>(NAME)
#define FULCRUM_CBLAS_VALUE_OUTS(T, NAME) fulcrum::abi::outputs<T>(NAME)
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
