// SPDX-License-Identifier: Apache-2.0
// The full set of gemm cases, by rule, and a smaller one drawn from it.
#pragma once

#include <vector>

#include "bench/compare/cases.hpp"

namespace fulcrum::compare {

// Every case in sgemm and dgemm; about 2200. Classes:
//   square      n x n x n, n from 200 to 2000, no transposes
//   small       n x n x n, n = 2, 5, 8, ..., 128, each transpose
//   transposed  the squares with NT, TN and TT
//   skinny_m    m = 1, 2, 3, 5, 8, 16, 32 against n and k of 100, 1000 and 4000, each transpose;
//   skinny_n    skinny_n and skinny_k likewise
//   lead        squares whose leading dimensions are n + 3, n + 8, or the next multiple of 256 or
//               512 (which fall into few sets of the caches), each transpose
std::vector<Case> grid();

// `count` of the cases, or somewhat fewer: as many of each class and routine, spread evenly over
// their operation counts. The same cases for the same input on every machine; in the input's order.
std::vector<Case> draw(const std::vector<Case>& cases, int count);

}  // namespace fulcrum::compare
