// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fulcrum::measure {

void Check::note(double difference, double bound) {
  const std::int64_t index = elements++;
  // Written so that a NaN on either side is a mismatch.
  if (!(difference <= bound)) {
    if (mismatches++ == 0) worst_index = index;
  }
  if (difference == 0 || !std::isfinite(difference)) return;
  worst = std::max(worst, bound > 0 ? difference / bound : std::numeric_limits<double>::max());
}

template <class T>
double sum_bound(std::int64_t k) {
  constexpr double kUnit = std::numeric_limits<T>::epsilon() / 2.0;  // unit roundoff
  const double terms = static_cast<double>(std::max<std::int64_t>(k, 1));
  const double ku = terms * kUnit;
  const double likely = 8 * std::sqrt(terms) * kUnit;
  return 2 * (ku < 0.5 ? std::min(ku / (1 - ku), likely) : likely);
}

template double sum_bound<float>(std::int64_t);
template double sum_bound<double>(std::int64_t);

}  // namespace fulcrum::measure
