// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/compare/cases.hpp"

namespace fulcrum::compare {

// Do two results of one call agree? Both point to c.c_size() elements of the case's type. Every
// element of C must agree within twice the rounding error that any order of summation may make,
//
//   |x - y| <= 2 gamma_(k+4) (|alpha| |row i of op(A)|_2 |column j of op(B)|_2 + |beta| |C_ij|),
//
// and what lies between the columns of C must be as it was. NaN and Inf never agree. Returns what
// differs first and how much does ("C(3, 4): 1.5 here, 2 there, ..."), or nothing. Costs
// O(m k + k n + m n), and memory for A, B and C.
std::string disagreement(const Case& c, const void* ours, const void* theirs);

}  // namespace fulcrum::compare
