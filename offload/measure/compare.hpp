// SPDX-License-Identifier: Apache-2.0
// The comparison of an accelerator's result with SIMD's: every element, within a stated bound.
#pragma once

#include <cstdint>

namespace fulcrum::measure {

struct Check {
  std::int64_t elements = 0;    // compared
  std::int64_t mismatches = 0;  // of them beyond the bound, or not a number on one side
  double worst = 0;  // largest |difference| / bound among finite ones; 0 where all are equal
  std::int64_t worst_index = -1;

  // Takes in one element.
  void note(double difference, double bound);
};

// Difference that two correct sums of k products may have, relative to the sum of the products'
// sizes: twice min(gamma_k, 8 sqrt(k) u). gamma_k = k u / (1 - k u) is rigorous for any order of
// summation; the other is Higham and Mary's probabilistic bound (SIAM J. Sci. Comput. 41(5), 2019),
// which a correct sum of this module's random inputs exceeds with a probability under 1e-13 per
// element.
template <class T>
double sum_bound(std::int64_t k);

}  // namespace fulcrum::measure
