// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "bench/compare/cases.hpp"

namespace fulcrum::compare {

// Whether two results of one call agree. Every element that the call computes must agree within
// twice the rounding error that any order of summation may make, which for a product is
//
//   |x - y| <= 2 gamma_(t+4) (|alpha| |row i of L|_2 |column j of R|_2 + |beta| |C_ij|)
//
// for t terms; complex ones count twice and take the root of 2 more. README.md has the others.
// Everything else in the operands that are written must be as it was: the other triangle, what lies
// between columns or elements. NaN and Inf never agree.
class Judge {
 public:
  explicit Judge(const Case& c);
  ~Judge();
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  // Both are what a checked call leaves (operands.hpp: result_bytes()). Returns what differs first
  // and how much does ("C(3, 4): 1.5 here, 2 there, ..."), or nothing.
  std::string disagreement(const void* ours, const void* theirs) const;

  class Bounds;  // public for those of each type to derive from

 private:
  std::unique_ptr<const Bounds> bounds_;
};

}  // namespace fulcrum::compare
