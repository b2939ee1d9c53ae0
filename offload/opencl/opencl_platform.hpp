// SPDX-License-Identifier: Apache-2.0
// The OpenCL devices of this machine.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fulcrum/config.hpp"
#include "offload/opencl/opencl_device.hpp"

namespace fulcrum::offload::opencl {

struct Found {
  // Of all platforms, in the order of the ICD loader; those that Config::device leaves.
  std::vector<std::shared_ptr<OpenClDevice>> devices;
  std::string problem;  // complete sentences: why there is none, or not all of them
  unsigned generation = 0;
};

// Looks for them at the first call; makes no context. Thread-safe.
const Found& found(const Config& config);

}  // namespace fulcrum::offload::opencl
