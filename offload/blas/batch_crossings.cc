// SPDX-License-Identifier: Apache-2.0
#include "offload/blas/crossings.hpp"
#include "offload/routines/products.hpp"

namespace fulcrum::offload::blas {

std::span<const Crossing> batch_crossings() {
  static constexpr auto kCrossings = crossings_of(BatchProblems{});
  return kCrossings;
}

}  // namespace fulcrum::offload::blas
