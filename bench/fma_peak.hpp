// SPDX-License-Identifier: Apache-2.0
// The yardstick of every GEMM figure: the rate of independent multiply-adds on one core, measured
// beside it.
#pragma once

#include <cstdint>

#include "fulcrum/config.hpp"

namespace fulcrum::bench {

// Runs `steps` rounds of 12 independent chains of multiply-adds on full vectors of `isa`, in
// registers alone, and returns the floating-point operations that this took. 12 chains cover two
// ports of 4 cycles' latency (8) with room to spare, and leave registers free where there are 16.
template <class T>
double run_fma_chains(Isa isa, std::int64_t steps);

// GFLOP/s of one core over about `seconds`.
template <class T>
double fma_peak_gflops(Isa isa, double seconds = 0.01);

}  // namespace fulcrum::bench
