// SPDX-License-Identifier: Apache-2.0
#include "offload/blas/crossings.hpp"
#include "offload/routines/with_problem.hpp"

namespace fulcrum::offload::blas {

std::span<const Crossing> level1_crossings() {
  static constexpr auto kCrossings = crossings_of(Level1Problems{});
  return kCrossings;
}

}  // namespace fulcrum::offload::blas
