// SPDX-License-Identifier: Apache-2.0
// The full set of gemm cases, by rule, and a smaller one drawn from it; the same for all routines.
#pragma once

#include <cstdint>
#include <string>
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

// Candidates for the sample of the whole BLAS: every routine, type and combination of letters, with
// a few sizes each of the classes
//   small    calls of some ten nanoseconds to a microsecond or two
//   middle   operands that the L1 or L2 cache holds
//   large    vectors and matrices from the L3 or from memory; products of some hundred rows
//   skinny   of gemm alone
// every third size with increments that are not 1, every third with longer leading dimensions.
std::vector<Case> blas_grid();

// Of those, one of each class of every other type of a routine, in turn, so that every type of
// every routine is there once or twice; of level 3 two classes of each type, of gemm all, and of
// complex gemm three of each. The same cases for the same input on every machine.
std::vector<Case> draw_blas(const std::vector<Case>& cases);

// FNV-1a: a fixed choice that has nothing to do with the order of the cases.
std::uint32_t hash(const std::string& text);

}  // namespace fulcrum::compare
