// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "offload/platforms.hpp"

namespace fulcrum::offload::cuda {

// CUDA devices with cuBLAS.
extern const BlasPlatform kBlasPlatform;

const Discovery& discover(const Config& config);

}  // namespace fulcrum::offload::cuda
