// SPDX-License-Identifier: Apache-2.0
#include "offload/routines/level3.hpp"
#include "src/execute/fall_back_core.hpp"

namespace fulcrum::execute {
[[gnu::used]] static constexpr Instances<offload::Level3Problems> instances;
}  // namespace fulcrum::execute
