// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "fulcrum/runtime/plugin.hpp"
#include "offload/platforms.hpp"

namespace fulcrum::offload::host {

// The host behind a queue, which computes with our kernels on its stream's thread: every routine of
// levels 1 to 3 through the whole crossing, on any machine. Never weighed: it is used where it is
// forced.
extern const BlasPlatform kBlasPlatform;

// The one device of host_platform().
std::shared_ptr<plugin::Device> device();

}  // namespace fulcrum::offload::host
