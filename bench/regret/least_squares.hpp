// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace fulcrum::regret {

// The coefficients c >= 0 that make the sum of (row . c - target)^2 least: prices are not negative.
// Tries every subset of the columns, so they must be few (at most 8). A column without influence
// gets 0. All rows have as many elements as the first.
std::vector<double> nonnegative_least_squares(const std::vector<std::vector<double>>& rows,
                                              const std::vector<double>& targets);

}  // namespace fulcrum::regret
