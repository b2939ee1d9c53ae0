// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/runtime/platform.hpp"

#include "fulcrum/config.hpp"
#include "offload/runtime/platforms.hpp"

namespace fulcrum {

Platform platform(std::string_view name) { return offload::runtime_platform(name, config()); }

std::vector<std::string_view> platform_names() {
  std::vector<std::string_view> names;
  for (const offload::RuntimePlatform& each : offload::runtime_platforms())
    names.push_back(each.name);
  return names;
}

}  // namespace fulcrum
