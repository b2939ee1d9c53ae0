// SPDX-License-Identifier: Apache-2.0
// The reference's argument checks, in its order and with its INFO numbers. Everything here is
// inline: on the legal path a check is a handful of compares.
#pragma once

#include <algorithm>
#include <cstdint>

#include "src/abi/abi.hpp"

namespace fulcrum::abi {

// 'N', 'T', 'C' in either case; anything else is Invalid.
enum class Trans : std::uint8_t { No, Yes, Invalid };

inline Trans parse_trans(char letter) {
  const int upper = letter & 0xDF;  // without the bit that makes a letter small
  if (upper == 'N') return Trans::No;
  return upper == 'T' || upper == 'C' ? Trans::Yes : Trans::Invalid;
}

// The letters of the other routines, in either case and as CBLAS enumerators. Invalid is for the
// caller to report.
enum class Form : std::uint8_t { No, Trans, ConjTrans, Invalid };
enum class Triangle : std::uint8_t { Upper, Lower, Invalid };
enum class Diagonal : std::uint8_t { NonUnit, Unit, Invalid };
enum class Hand : std::uint8_t { Left, Right, Invalid };

namespace detail {

// first for the letter or enumerator `a`, second for `b`.
template <class E>
constexpr E one_of_two(int value, int a, E first, int b, E second) {
  return value == a ? first : value == b ? second : E::Invalid;
}
constexpr int upper_case(char letter) { return letter & 0xDF; }

}  // namespace detail

constexpr Form parse_form(char letter) {
  return detail::upper_case(letter) == 'N' ? Form::No
                                           : detail::one_of_two(detail::upper_case(letter), 'T',
                                                                Form::Trans, 'C', Form::ConjTrans);
}
constexpr Form parse_form(int value) {
  return value == 111 ? Form::No
                      : detail::one_of_two(value, 112, Form::Trans, 113, Form::ConjTrans);
}
constexpr Triangle parse_triangle(char letter) {
  return detail::one_of_two(detail::upper_case(letter), 'U', Triangle::Upper, 'L', Triangle::Lower);
}
constexpr Triangle parse_triangle(int value) {
  return detail::one_of_two(value, 121, Triangle::Upper, 122, Triangle::Lower);
}
constexpr Diagonal parse_diagonal(char letter) {
  return detail::one_of_two(detail::upper_case(letter), 'N', Diagonal::NonUnit, 'U',
                            Diagonal::Unit);
}
constexpr Diagonal parse_diagonal(int value) {
  return detail::one_of_two(value, 131, Diagonal::NonUnit, 132, Diagonal::Unit);
}
constexpr Hand parse_hand(char letter) {
  return detail::one_of_two(detail::upper_case(letter), 'L', Hand::Left, 'R', Hand::Right);
}
constexpr Hand parse_hand(int value) {
  return detail::one_of_two(value, 141, Hand::Left, 142, Hand::Right);
}

inline constexpr int kRowMajor = 101;
inline constexpr int kColMajor = 102;

inline Trans cblas_trans(int value) {
  switch (value) {
    case 111:
      return Trans::No;
    case 112:  // Trans
    case 113:  // ConjTrans
      return Trans::Yes;
    default:
      return Trans::Invalid;
  }
}

inline Illegal too_small(int number, const char* argument, std::int64_t value, std::int64_t least) {
  return {number, argument, value, Illegal::Must::BeAtLeast, least};
}

inline std::int64_t at_least_one(std::int64_t value) { return std::max<std::int64_t>(1, value); }

// xGEMM's sizes; the letters (INFO 1 and 2) have been checked.
inline Illegal check_gemm(bool trans_a, bool trans_b, std::int64_t m, std::int64_t n,
                          std::int64_t k, std::int64_t lda, std::int64_t ldb, std::int64_t ldc) {
  const std::int64_t rows_a = trans_a ? k : m;
  const std::int64_t rows_b = trans_b ? n : k;
  if (m < 0) return too_small(3, "m", m, 0);
  if (n < 0) return too_small(4, "n", n, 0);
  if (k < 0) return too_small(5, "k", k, 0);
  if (lda < at_least_one(rows_a)) return too_small(8, "lda", lda, at_least_one(rows_a));
  if (ldb < at_least_one(rows_b)) return too_small(10, "ldb", ldb, at_least_one(rows_b));
  if (ldc < at_least_one(m)) return too_small(13, "ldc", ldc, at_least_one(m));
  return {};
}

// xGEMV's sizes and increments; the letter (INFO 1) has been checked.
inline Illegal check_gemv(std::int64_t m, std::int64_t n, std::int64_t lda, std::int64_t incx,
                          std::int64_t incy) {
  if (m < 0) return too_small(2, "m", m, 0);
  if (n < 0) return too_small(3, "n", n, 0);
  if (lda < at_least_one(m)) return too_small(6, "lda", lda, at_least_one(m));
  if (incx == 0) return {8, "incx", 0, Illegal::Must::NotBeZero, 0};
  if (incy == 0) return {11, "incy", 0, Illegal::Must::NotBeZero, 0};
  return {};
}

}  // namespace fulcrum::abi
