// SPDX-License-Identifier: Apache-2.0
// The comparison of an accelerator's result with SIMD's: every element, within a stated bound.
#pragma once

#include <cstdint>

#include "simd/problem.hpp"

namespace fulcrum::measure {

struct Check {
  std::int64_t elements = 0;    // compared
  std::int64_t mismatches = 0;  // of them beyond the bound, or not a number on one side
  double worst = 0;  // largest |difference| / bound among finite ones; 0 where all are equal
  std::int64_t worst_index = -1;
};

// Difference that two correct sums of k products may have, relative to the product of the factors'
// 2-norms: twice min(gamma_k, 8 sqrt(k) u). gamma_k = k u / (1 - k u) is rigorous for any order of
// summation; the other is Higham and Mary's probabilistic bound (SIAM J. Sci. Comput. 41(5), 2019),
// which a correct sum of this module's random inputs exceeds with a probability under 1e-13 per
// element.
template <class T>
double sum_bound(std::int64_t k);

// |result - reference| <= sum_bound(k) * ||row i of A|| * ||column j of B|| for every element of C.
// `result` and p.c (the reference) are both m x n with leading dimension p.ldc. alpha == 1, beta ==
// 0, no transposes.
template <class T>
Check compare_gemm(const GemmProblem<T>& p, const T* result);

// Likewise for y. alpha == 1, beta == 0, no transpose, unit increments.
template <class T>
Check compare_gemv(const GemvProblem<T>& p, const T* result);

// |result - reference| <= 4 u (|alpha x| + |y0|): each side rounds twice at most. `y0` is y before
// the call.
template <class T>
Check compare_axpy(const AxpyProblem<T>& p, const T* y0, const T* result);

// Exactly equal: with Values::Integer every partial sum is an integer that T holds.
template <class T>
Check compare_dot(T reference, T result);

}  // namespace fulcrum::measure
