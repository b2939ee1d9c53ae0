// SPDX-License-Identifier: Apache-2.0
#include "offload/runtime/platforms.hpp"

#include <array>
#include <string>

namespace fulcrum::offload {

std::span<const RuntimePlatform> runtime_platforms() {
  static constexpr std::array kAll = {RuntimePlatform{"host", &host_platform},
                                      RuntimePlatform{"worker", &worker_platform},
                                      RuntimePlatform{"opencl", &opencl_platform},
                                      RuntimePlatform{"cuda", &cuda_platform},
                                      RuntimePlatform{"worker:opencl", &worker_opencl_platform},
                                      RuntimePlatform{"worker:cuda", &worker_cuda_platform}};
  return kAll;
}

Platform runtime_platform(std::string_view name, const Config& config) {
  std::string names;
  for (const RuntimePlatform& platform : runtime_platforms()) {
    if (platform.name == name) return platform.find(config);
    names += (names.empty() ? "" : ", ") + std::string(platform.name);
  }
  throw Error("platform", 1, "name", name, "this build has " + names);
}

}  // namespace fulcrum::offload
