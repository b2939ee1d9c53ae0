// SPDX-License-Identifier: Apache-2.0
#include "offload/runtime/platform.hpp"

namespace fulcrum::offload {

std::vector<Platform> platforms(const Config& config) {
  std::vector<Platform> all;
  all.push_back(host_platform());
  all.push_back(cuda_platform(config));
  return all;
}

}  // namespace fulcrum::offload
