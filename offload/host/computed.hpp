// SPDX-License-Identifier: Apache-2.0
// What our own kernels compute behind a queue, in this process or in a worker.
#pragma once

#include <array>

#include "offload/platforms.hpp"
#include "offload/routines/products.hpp"
#include "offload/routines/with_problem.hpp"

namespace fulcrum::offload::host {

using Computed = typename Joined<PlainProblems, BatchProblems>::List;

inline constexpr std::array kAbsent = {
    Absent{paths_of(InRealTypes<PackedProduct>{}),
           "the packed operand lies in the tiles of this machine's kernels, not as a matrix"},
    Absent{paths_of(InRealTypes<EpilogueProduct>{}),
           "the vectors of an epilogue are not among the operands that a pipeline knows"},
    Absent{paths_of(MixedProducts{}), "operands of several types: a pipeline moves those of one"},
};

}  // namespace fulcrum::offload::host
