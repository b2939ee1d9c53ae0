// SPDX-License-Identifier: Apache-2.0
// Beside the three levels.
#include "offload/routines/products.hpp"

#include "offload/routines/matcopy.hpp"
#include "src/execute/fall_back_core.hpp"

namespace fulcrum::execute {
[[gnu::used]] static constexpr Instances<offload::MatcopyProblems> matcopy_instances;
[[gnu::used]] static constexpr Instances<offload::CAbiProducts> product_instances;
}  // namespace fulcrum::execute
