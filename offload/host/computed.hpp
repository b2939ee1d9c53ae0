// SPDX-License-Identifier: Apache-2.0
// What our own kernels compute behind a queue, in this process or in a worker.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "offload/blas/cross.hpp"
#include "offload/platforms.hpp"
#include "offload/routines/products.hpp"
#include "offload/routines/with_problem.hpp"

namespace fulcrum::offload::host {

using Computed = typename Joined<PlainProblems, BatchProblems>::List;

// What is launched of a problem has the number of the first type in the list that is launched so.
template <class L, class... Problems>
constexpr std::uint32_t number_of(ProblemList<Problems...> /*problems*/) {
  std::uint32_t number = 0;
  bool found = false;
  ((found = found || std::is_same_v<blas::Launched<Problems>, L>, number += found ? 0 : 1), ...);
  return number;
}

// Bytes of host memory that a problem refers to beside its operands: a rotation's parameters.
template <class P>
constexpr std::uint32_t extra_bytes() {
  if constexpr (requires(P p) { p.param; }) {
    return 5 * sizeof(std::remove_cvref_t<decltype(*P{}.param)>);
  } else {
    return 0;
  }
}

inline constexpr std::array kAbsent = {
    Absent{paths_of(InRealTypes<PackedProduct>{}),
           "the packed operand lies in the tiles of this machine's kernels, not as a matrix"},
    Absent{paths_of(InRealTypes<EpilogueProduct>{}),
           "the vectors of an epilogue are not among the operands that a pipeline knows"},
    Absent{paths_of(MixedProducts{}), "operands of several types: a pipeline moves those of one"},
};

}  // namespace fulcrum::offload::host
