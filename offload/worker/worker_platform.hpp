// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "offload/platforms.hpp"

namespace fulcrum::offload::worker {

// The host's device in a process of its own, which is started by the first call that is forced onto
// it: every routine that the host platform has. Never weighed.
extern const BlasPlatform kBlasPlatform;

// The devices of OpenCL and CUDA with their BLAS, each in a process of its own. Looked for where
// they are named: that starts the first one's worker.
extern const BlasPlatform kOpenClBlasPlatform, kCudaBlasPlatform;

}  // namespace fulcrum::offload::worker
