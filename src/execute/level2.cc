// SPDX-License-Identifier: Apache-2.0
#include "offload/routines/level2.hpp"
#include "src/execute/fall_back_core.hpp"

namespace fulcrum::execute {
[[gnu::used]] static constexpr Instances<offload::Level2Problems> instances;
}  // namespace fulcrum::execute
