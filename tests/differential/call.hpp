// SPDX-License-Identifier: Apache-2.0
// One call of a symbol: its arguments by name, and how a function of any signature is handed them.
//
// A routine's arguments are described by one line, "uplo n alpha a lda x incx": Fortran takes them
// all by address; CBLAS takes a layout before them (but for level 1), letters as enumerators, sizes
// and real numbers by value. The parameter's own type says which.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "fulcrum/blas.h"
#include "tests/differential/element.hpp"
#include "tests/support/invoke.hpp"

namespace fulcrum::differential {

using test::invoke;
using test::words;

// A number of some type in memory.
struct Scalar {
  Type type = Type::S;
  alignas(16) std::array<std::byte, 16> bytes = {};

  void set(Type t, Number value);
  Number get() const;
};

struct Call {
  Type type = Type::S;
  bool cblas = false, row_major = false;
  char ordering = 'C';  // row_major as Fortran has it, of the routines that take it
  char side = 'L', uplo = 'U', trans = 'N', transa = 'N', transb = 'N', diag = 'N';
  CBLAS_INT m = 0, n = 0, k = 0, kl = 0, ku = 0;
  CBLAS_INT lda = 1, ldb = 1, ldc = 1, incx = 1, incy = 1;
  CBLAS_INT stridea = 1, strideb = 1;  // between the elements of a column
  Scalar alpha, beta, c_rot, s_rot, result;
  Buffer a, b, c, x, y, param;
  CBLAS_INT index = 0;  // returned

  Buffer& operand(char name);  // a, b, c, x or y
  void* address(std::string_view name);
  std::int64_t integer(std::string_view name) const;  // a size, or a letter's enumerator
  std::vector<Buffer*> operands() { return {&a, &b, &c, &x, &y, &param}; }
  std::string describe(std::string_view arguments) const;

  std::string illegal;  // the argument that is illegal; empty: none
};

// Is the argument one of the letters of Fortran, the enumerators of CBLAS?
bool is_letter(std::string_view word);

template <class R>
void keep_result(Call& call, R result) {
  if constexpr (std::is_integral_v<R>) {
    call.index = static_cast<CBLAS_INT>(result);
  } else if constexpr (std::is_same_v<R, float>) {
    call.result.set(Type::S, {result, 0});
  } else if constexpr (std::is_same_v<R, double>) {
    call.result.set(Type::D, {result, 0});
  } else {
    using Part = std::remove_reference_t<decltype(__real__ result)>;
    const Part re = __real__ result, im = __imag__ result;
    call.result.set(sizeof(Part) == 4 ? Type::C : Type::Z, {re, im});
  }
}

}  // namespace fulcrum::differential
