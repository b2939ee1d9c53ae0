// SPDX-License-Identifier: Apache-2.0
// The runtime's platforms of this build, by name. Nothing registers itself before main().
#pragma once

#include <span>
#include <string_view>

#include "fulcrum/config.hpp"
#include "fulcrum/runtime/platform.hpp"

namespace fulcrum::offload {

struct RuntimePlatform {
  std::string_view name;
  Platform (*find)(const Config& config);  // looks for devices at the first call
};

std::span<const RuntimePlatform> runtime_platforms();

// One of them. Throws Error(InvalidArgument) for any other name.
Platform runtime_platform(std::string_view name, const Config& config);

Platform host_platform(const Config& config);
Platform opencl_platform(const Config& config);
Platform cuda_platform(const Config& config);
Platform worker_platform(const Config& config);  // these start a worker
Platform worker_opencl_platform(const Config& config);
Platform worker_cuda_platform(const Config& config);

}  // namespace fulcrum::offload
