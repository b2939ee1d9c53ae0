// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "offload/blas/pipelined.hpp"

namespace fulcrum::offload::cuda {

// Computes a problem that cuBLAS has a launch for, on a CUDA device.
Outcome cross(blas::Pipelined& device, const AnyProblem& problem) noexcept;

}  // namespace fulcrum::offload::cuda
