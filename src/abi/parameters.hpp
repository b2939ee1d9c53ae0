// SPDX-License-Identifier: Apache-2.0
// How Fortran and CBLAS pass arguments, and how one list gives a routine both of its functions.
#pragma once

#include <bit>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "fulcrum/types.hpp"
#include "src/abi/abi.hpp"
#include "src/abi/caller.hpp"

namespace fulcrum::abi {

// CBLAS passes real elements by type and real scalars by value, complex ones behind pointers to
// void.
template <class T>
using In = std::conditional_t<ComplexScalar<T>, const void*, const T*>;
template <class T>
using Out = std::conditional_t<ComplexScalar<T>, void*, T*>;
template <class T>
using ByValue = std::conditional_t<ComplexScalar<T>, const void*, T>;

template <class T>
T value(ByValue<T> scalar) {
  if constexpr (ComplexScalar<T>) {
    return *static_cast<const T*>(scalar);
  } else {
    return scalar;
  }
}

// What a Fortran function of complex type returns: C's _Complex, in registers where std::complex, a
// class, need not be.
__extension__ typedef _Complex float ComplexFloat;    // NOLINT(modernize-use-using)
__extension__ typedef _Complex double ComplexDouble;  // NOLINT(modernize-use-using)
template <class T>
using Returned =
    std::conditional_t<std::is_same_v<T, std::complex<float>>, ComplexFloat, ComplexDouble>;

// A factor by value, complex ones too: MKL's structures of two numbers are handed over as C's
// _Complex is.
template <class T>
using PlainByValue = std::conditional_t<RealScalar<T>, T, Returned<T>>;

template <class T>
T plain_value(PlainByValue<T> scalar) {
  return std::bit_cast<T>(scalar);
}

}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
// An argument list is a macro LIST(A, T), written once with the five kinds of arguments:
//
//   #define FULCRUM_LIST_NRM2(A, T) A##_INT(n), A##_IN(T, x), A##_INT(incx)
//
// With FULCRUM_FORTRAN or FULCRUM_CBLAS for A it declares the parameters; with _VALUE behind these it gives what the
// function behind both takes. ABSENT, without a comma in front, is an argument of that function which this list lacks.
#define FULCRUM_FORTRAN_LETTER(NAME) const char* NAME
#define FULCRUM_FORTRAN_INT(NAME) const fulcrum::abi::Int* NAME
#define FULCRUM_FORTRAN_SCALAR(T, NAME) const T* NAME
#define FULCRUM_FORTRAN_IN(T, NAME) const T* NAME
#define FULCRUM_FORTRAN_OUT(T, NAME) T* NAME
#define FULCRUM_FORTRAN_ABSENT(VALUE)

#define FULCRUM_FORTRAN_VALUE_LETTER(NAME) *NAME
#define FULCRUM_FORTRAN_VALUE_INT(NAME) *NAME
#define FULCRUM_FORTRAN_VALUE_SCALAR(T, NAME) *NAME
#define FULCRUM_FORTRAN_VALUE_IN(T, NAME) NAME
#define FULCRUM_FORTRAN_VALUE_OUT(T, NAME) NAME
#define FULCRUM_FORTRAN_VALUE_ABSENT(VALUE) , VALUE

#define FULCRUM_CBLAS_LETTER(NAME) int NAME
#define FULCRUM_CBLAS_INT(NAME) fulcrum::abi::Int NAME
#define FULCRUM_CBLAS_SCALAR(T, NAME) fulcrum::abi::ByValue<T> NAME
#define FULCRUM_CBLAS_IN(T, NAME) fulcrum::abi::In<T> NAME
#define FULCRUM_CBLAS_OUT(T, NAME) fulcrum::abi::Out<T> NAME
#define FULCRUM_CBLAS_ABSENT(VALUE)

#define FULCRUM_CBLAS_VALUE_LETTER(NAME) NAME
#define FULCRUM_CBLAS_VALUE_INT(NAME) NAME
#define FULCRUM_CBLAS_VALUE_SCALAR(T, NAME) fulcrum::abi::value<T>(NAME)
#define FULCRUM_CBLAS_VALUE_IN(T, NAME) static_cast<const T*>(NAME)
#define FULCRUM_CBLAS_VALUE_OUT(T, NAME) static_cast<T*>(NAME)
#define FULCRUM_CBLAS_VALUE_ABSENT(VALUE) , VALUE

// MKL's functions for C beyond CBLAS: letters as such, sizes without a sign, complex factors by value.
#define FULCRUM_MKL_LETTER(NAME) char NAME
#define FULCRUM_MKL_INT(NAME) std::size_t NAME
#define FULCRUM_MKL_SCALAR(T, NAME) fulcrum::abi::PlainByValue<T> NAME
#define FULCRUM_MKL_IN(T, NAME) const T* NAME
#define FULCRUM_MKL_OUT(T, NAME) T* NAME

#define FULCRUM_MKL_VALUE_LETTER(NAME) NAME
#define FULCRUM_MKL_VALUE_INT(NAME) static_cast<std::int64_t>(NAME)
#define FULCRUM_MKL_VALUE_SCALAR(T, NAME) fulcrum::abi::plain_value<T>(NAME)
#define FULCRUM_MKL_VALUE_IN(T, NAME) NAME
#define FULCRUM_MKL_VALUE_OUT(T, NAME) NAME

// name_ and cblas_name over the function that comes last, for a routine without letters: nothing of it is refused.
#define FULCRUM_UNCHECKED(RESULT, NAME, LIST, T, ...)                        \
  FULCRUM_BLAS_EXPORT RESULT NAME##_(LIST(FULCRUM_FORTRAN, T)) {                     \
    return fulcrum::abi::__VA_ARGS__(LIST(FULCRUM_FORTRAN_VALUE, T));                \
  }                                                                          \
  FULCRUM_BLAS_EXPORT RESULT cblas_##NAME(LIST(FULCRUM_CBLAS, T)) {                  \
    return fulcrum::abi::__VA_ARGS__(LIST(FULCRUM_CBLAS_VALUE, T));                  \
  }

// The same for a routine whose arguments are checked: its function takes the caller and the name first, and cblas_name
// the layout.
#define FULCRUM_CHECKED(NAME, LIST, T, ...)                                                         \
  FULCRUM_BLAS_EXPORT void NAME##_(LIST(FULCRUM_FORTRAN, T)) {                                              \
    fulcrum::abi::__VA_ARGS__(fulcrum::abi::Caller::Fortran, #NAME, LIST(FULCRUM_FORTRAN_VALUE, T));        \
  }                                                                                                 \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, LIST(FULCRUM_CBLAS, T)) {                               \
    fulcrum::abi::Caller caller{};                                                                  \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                       \
    fulcrum::abi::__VA_ARGS__(caller, "cblas_" #NAME, LIST(FULCRUM_CBLAS_VALUE, T));                        \
  }
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
