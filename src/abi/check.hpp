// SPDX-License-Identifier: Apache-2.0
// What arguments are compared with: the letters of Fortran in either case, the enumerators of CBLAS
// beside them, and the least that a size may be. All inline: on the legal path a check is a compare
// or two.
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "fulcrum/types.hpp"
#include "src/abi/abi.hpp"

namespace fulcrum::abi {

inline constexpr int kRowMajor = 101;
inline constexpr int kColMajor = 102;

inline constexpr const char* kTransLetters = "N, T or C";
inline constexpr const char* kOpLetters = "N, T, C or R";
inline constexpr const char* kUploLetters = "U or L";
inline constexpr const char* kDiagLetters = "N or U";
inline constexpr const char* kSideLetters = "L or R";

// Is an argument, a char of Fortran or an int of CBLAS, `letter` or `enumerator`?
constexpr bool is(char argument, char letter, int /*enumerator*/) {
  return (argument & 0xDF) == letter;  // without the bit that makes a letter small
}
constexpr bool is(int argument, char /*letter*/, int enumerator) { return argument == enumerator; }

template <class Letter>
constexpr bool known_trans(Letter trans) {
  return is(trans, 'N', 111) || is(trans, 'T', 112) || is(trans, 'C', 113);
}
// Of the routines that also take R, CblasConjNoTrans: conjugated alone.
template <class Letter>
constexpr bool known_op(Letter trans) {
  return known_trans(trans) || is(trans, 'R', 114);
}
template <class Letter>
constexpr bool known_uplo(Letter uplo) {
  return is(uplo, 'U', 121) || is(uplo, 'L', 122);
}
template <class Letter>
constexpr bool known_diag(Letter diag) {
  return is(diag, 'N', 131) || is(diag, 'U', 132);
}
template <class Letter>
constexpr bool known_side(Letter side) {
  return is(side, 'L', 141) || is(side, 'R', 142);
}

// What an argument says that is known.
template <class Letter>
constexpr bool transposed(Letter trans) {
  return is(trans, 'T', 112) || is(trans, 'C', 113);
}
template <class T, class Letter>
constexpr bool conjugated(Letter trans) {
  return ComplexScalar<T> && (is(trans, 'C', 113) || is(trans, 'R', 114));
}
template <class Letter>
constexpr bool upper(Letter uplo) {
  return is(uplo, 'U', 121);
}
template <class Letter>
constexpr bool unit(Letter diag) {
  return is(diag, 'U', 132);
}
template <class Letter>
constexpr bool right(Letter side) {
  return is(side, 'R', 142);
}

// An argument that is neither letter nor enumerator.
inline Illegal unknown(int number, const char* argument, int value, const char* /*accepted*/) {
  return {number, argument, value, Illegal::Must::BeKnown};
}
inline Illegal unknown(int number, const char* argument, char value, const char* accepted) {
  return {number, argument, value, Illegal::Must::BeLetter, 0, accepted};
}

inline Illegal too_small(int number, const char* argument, std::int64_t value, std::int64_t least) {
  return {number, argument, value, Illegal::Must::BeAtLeast, least};
}

inline std::int64_t at_least_one(std::int64_t value) { return std::max<std::int64_t>(1, value); }

}  // namespace fulcrum::abi
