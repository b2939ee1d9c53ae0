// SPDX-License-Identifier: Apache-2.0
// What the Fortran and the CBLAS entry points share: the integer type, exporting, and the report of
// an illegal argument.
#pragma once

#include <cstdint>

namespace fulcrum::abi {

#ifdef FULCRUM_BLAS_INT64
using Int = std::int64_t;
#else
using Int = int;
#endif

// An argument that the reference refuses. `number` is the Fortran INFO; 0: all arguments are legal.
struct Illegal {
  enum class Must : std::uint8_t { BeAtLeast, NotBeZero, BeLetter, BeKnown, BePacked, BeAsPacked };

  int number = 0;
  const char* argument = "";  // its name in the caller's argument list
  std::int64_t value = 0;
  Must must = Must::BeAtLeast;
  std::int64_t least = 0;              // BeAsPacked: the value that it was packed with
  const char* accepted = "N, T or C";  // BeLetter

  explicit operator bool() const { return number != 0; }
};

// Calls xerbla_ as reference DGEMM does: the upper-case name padded to six letters (names of more
// letters in full). `routine` is "dgemm". By value: nothing of a legal call's verdict then needs a
// place in memory (1 ns of a 2 x 2 product).
[[gnu::cold]] void report_fortran(const char* routine, Illegal illegal);

// Calls cblas_xerbla with `raw_position`, the number that the reference CBLAS hands over, which for
// a row-major call is that of the swapped Fortran call; RowMajorStrg is set meanwhile, as there.
// The text names the argument by `position` in the caller's own list.
void report_cblas(const char* routine, bool row_major, int raw_position, int position,
                  const Illegal& illegal);

}  // namespace fulcrum::abi

#define FULCRUM_BLAS_EXPORT extern "C" __attribute__((visibility("default")))

// The names with suffixes that libfulcrum_blas64 adds to a routine of the same file.
#define FULCRUM_BLAS_CBLAS_ALIASES(FAMILY, NAME, T)   \
  FULCRUM_BLAS_ALIAS(cblas_##NAME, cblas_##NAME##_64) \
  FULCRUM_BLAS_ALIAS(cblas_##NAME, cblas_##NAME##64_)
#define FULCRUM_BLAS_ALIASES(FAMILY, NAME, T) \
  FULCRUM_BLAS_ALIAS(NAME##_, NAME##_64_)     \
  FULCRUM_BLAS_CBLAS_ALIASES(FAMILY, NAME, T)

// A second name for a function of the same file.
// NOLINTBEGIN(bugprone-macro-parentheses): GCC warns of parentheses around a name that is declared
#define FULCRUM_BLAS_ALIAS(NAME, ALIAS) \
  FULCRUM_BLAS_EXPORT decltype(NAME) ALIAS __attribute__((alias(#NAME)));
// NOLINTEND(bugprone-macro-parentheses)
