// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/runtime/kernel.hpp"

// Called once a block, for the block's work items.
void saxpy_blocks(const fulcrum::Block& block, float a, const float* x, float* y, std::uint64_t n);

inline constexpr const char* kSaxpyCuda = R"(
  extern "C" __global__ void saxpy(float a, const float* x, float* y, unsigned long long n) {
    const unsigned long long i = blockIdx.x * (unsigned long long)blockDim.x + threadIdx.x;
    if (i < n) y[i] += a * x[i];
  })";
