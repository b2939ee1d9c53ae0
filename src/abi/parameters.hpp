// SPDX-License-Identifier: Apache-2.0
// How CBLAS passes elements: real ones by type and scalars by value, complex ones behind pointers
// to void.
#pragma once

#include <complex>
#include <type_traits>

#include "fulcrum/types.hpp"

namespace fulcrum::abi {

template <class T>
using In = std::conditional_t<RealScalar<T>, const T*, const void*>;
template <class T>
using Out = std::conditional_t<RealScalar<T>, T*, void*>;
template <class T>
using ByValue = std::conditional_t<RealScalar<T>, T, const void*>;

template <class T>
T value(ByValue<T> scalar) {
  if constexpr (RealScalar<T>) {
    return scalar;
  } else {
    return *static_cast<const T*>(scalar);
  }
}

// What a Fortran function of complex type returns: C's _Complex, in registers where std::complex, a
// class, need not be.
__extension__ typedef _Complex float ComplexFloat;    // NOLINT(modernize-use-using)
__extension__ typedef _Complex double ComplexDouble;  // NOLINT(modernize-use-using)
template <class T>
using Returned =
    std::conditional_t<std::is_same_v<T, std::complex<float>>, ComplexFloat, ComplexDouble>;

}  // namespace fulcrum::abi
