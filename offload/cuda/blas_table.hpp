// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "offload/blas/numbered.hpp"
#include "offload/blas/pipelined.hpp"

namespace fulcrum::offload::cuda {

// Has cuBLAS a launch for it?
bool serves(const AnyProblem& problem) noexcept;
extern const blas::Launches kLaunches;
// Computes one that it serves on a CUDA device.
Outcome cross(blas::Pipelined& device, const AnyProblem& problem) noexcept;

}  // namespace fulcrum::offload::cuda
